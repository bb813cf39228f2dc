package io.github.camelopenrouter.internal.call;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.http.TransportFailures;
import io.github.camelopenrouter.internal.wire.AnswerAssembler;
import io.github.camelopenrouter.internal.wire.AnswerErrors;
import io.github.camelopenrouter.internal.wire.FirstBytes;
import io.github.camelopenrouter.internal.wire.Held;
import io.github.camelopenrouter.internal.wire.Secrets;
import io.github.camelopenrouter.internal.wire.WireAnswer;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * One HTTP exchange of a call: its deadlines, its window and its end, which comes exactly once. The answer is read and judged by
 * what its content is, whatever was asked for and whatever its head says.
 */
final class Attempt implements Transport.Handler, Deadlines.Alarm, CallListener.CallControl {
    /** Hears how the attempt went. */
    interface Owner {
        /** On the I/O thread: the head of the answer has come. */
        void answering(String generationId);

        /** On the I/O thread: from now on the answer has content. */
        void firstContent(String generationId);

        /** @param cacheSource the generation that this one repeats, or null */
        void succeeded(ChatResponse response, String cacheSource);

        /** @param usage what the service had said by then, or null */
        void failed(OpenRouterException failure, Usage usage);

        /** Something was thrown that this attempt could not make its own end of. */
        void broke(Throwable cause);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    /** What is no longer is read and judged in less time than another thread needs to begin with it. */
    private static final int QUICK = 16 * 1024;
    /** How long after [DONE] the end of the body may take, so that the connection can be used again. */
    private static final long GRACE_MILLIS = 1_000;

    private final CallListener listener;
    private final Owner owner;
    private final CallSettings settings;
    private final Clockwork parts;
    private final TransportFailures failures;
    private final Secrets secrets;
    private final AnswerErrors errors;
    private final Deadlines watch;
    private final boolean anywhere;
    private final AtomicBoolean ended = new AtomicBoolean();

    private final WireAnswer answer = new WireAnswer();
    private final AnswerAssembler assembler;
    private volatile Transport.Cut cut;
    private volatile Transport.Head head;
    private Transport.Window window;
    private FirstBytes firstBytes;
    private AnswerContent body;
    private volatile boolean bodyComplete;
    private boolean content;
    private int unread;
    private Future<?> grace;

    /** @param anywhere whether the end may be told on an I/O thread */
    Attempt(
            CallListener listener,
            Owner owner,
            CallSettings settings,
            Clockwork parts,
            long totalBy,
            Secrets secrets,
            boolean anywhere) {
        this.listener = listener;
        this.owner = owner;
        this.settings = settings;
        this.assembler = new AnswerAssembler(settings.maxResponseBytes(), settings.maxAnswerParts());
        this.parts = parts;
        this.failures = new TransportFailures(settings.repeatable());
        this.secrets = secrets;
        this.anywhere = anywhere;
        this.errors = new AnswerErrors(parts.errors(secrets));
        this.watch = new Deadlines(parts.timer(), parts.nanoTime(), settings, totalBy, this);
    }

    void start(Transport transport, Transport.Request request) {
        watch.start();
        Transport.Cut started = transport.send(request, this);
        cut = started;
        if (ended.get() && !bodyComplete) {
            started.cut();
        }
    }

    /** Ends the attempt from outside and cuts the connection. Does nothing where it has ended. */
    void abort(String type, String why) {
        fail(sent ->
                new TransportException(failures.details(why, type, sent).withRetry(ErrorDetails.Retry.NEVER), null));
    }

    /** Ends the attempt and tells nobody; returns whether any of the request may have left. */
    boolean abandon() {
        ended.set(true);
        watch.stop();
        return cutNow();
    }

    /** Whatever was thrown while this attempt was at work, on whatever thread, ends it. */
    private void broke(Throwable cause) {
        if (ended.get()) {
            owner.broke(cause);
        } else {
            fail(sent -> Faults.of(cause, sent));
        }
    }

    // ---- the answer, on the I/O thread

    @Override
    public void head(Transport.Head answerHead, Transport.Window answerWindow) {
        try {
            begin(answerHead, answerWindow);
        } catch (Throwable e) {
            broke(e);
        }
    }

    private void begin(Transport.Head answerHead, Transport.Window answerWindow) {
        head = answerHead;
        window = answerWindow;
        boolean events = contentType().startsWith("text/event-stream");
        if (answerHead.status() >= 300) {
            events = false;
            body = new WholeAnswer(this, answerHead, settings, 0);
        } else {
            firstBytes = new FirstBytes(events);
        }
        watch.head(events);
        owner.answering(generationId());
    }

    String contentType() {
        String type = head.first("Content-Type");
        return type == null ? "" : type.trim().toLowerCase(Locale.ROOT);
    }

    @Override
    public void data(ByteBuffer bytes) {
        try {
            read(bytes);
        } catch (Throwable e) {
            broke(e);
        }
    }

    private void read(ByteBuffer bytes) {
        if (ended.get() || bodyComplete) {
            return;
        }
        watch.bytes();
        int count = bytes.remaining();
        if (body == null) {
            Boolean events = firstBytes.areEvents(bytes);
            if (events == null) {
                window.release(count);
                return;
            }
            read(events, 0, bytes.remaining());
        }
        if (!ended.get()) {
            body.data(bytes, count);
        }
    }

    /**
     * @param released how many bytes of what was looked at the transport has not been given back
     * @param more how many bytes are there behind those that were looked at
     */
    private void read(boolean events, int released, int more) {
        watch.streaming(events);
        ByteBuffer first = firstBytes.taken();
        body = events
                ? new EventAnswer(this, head, settings)
                : new WholeAnswer(this, head, settings, first.remaining() + more);
        body.data(first, released);
    }

    // ---- what the readers of the content decide

    /** What was read last. */
    WireAnswer answer() {
        return answer;
    }

    AnswerAssembler assembler() {
        return assembler;
    }

    AnswerErrors errors() {
        return errors;
    }

    TransportFailures failures() {
        return failures;
    }

    /** Adds what was read last to the answer; false where it became too large, which has ended the attempt. */
    boolean add() {
        try {
            synchronized (assembler) {
                assembler.add(answer);
            }
            return true;
        } catch (Held.TooMuch e) {
            tooLarge(e.getMessage());
            return false;
        }
    }

    /** Has the events told when nothing came for a while since [DONE]. */
    void awaitQuiet(EventAnswer events) {
        try {
            parts.timer().schedule(() -> parts.settle(() -> tried(events::quiet)), GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            // the component is stopping: nothing is waited for
            events.quiet();
        }
    }

    /** From now on the answer has content. */
    void content() {
        if (!content) {
            content = true;
            owner.firstContent(generationId());
        }
        watch.content();
    }

    void comment() {
        listener.comment();
    }

    /** Hands a piece on, whose bytes are held until it is read. */
    void emit(String text, String reasoning, byte[] buffer, int offset, int length) {
        unread(1);
        listener.event(text, reasoning, buffer, offset, length, this);
    }

    /** Hands a whole answer on, all bytes of which have been given back. */
    void emitWhole(String text, String reasoning, byte[] buffer, int offset, int length) {
        listener.event(text, reasoning, buffer, offset, length, released -> {});
    }

    /** Gives bytes back to the transport, but for those that are held. */
    void release(int count, int held) {
        window.release(count - held);
    }

    void tooLarge(String why) {
        fail(failures.details(why, "response_too_large", true), null);
    }

    void cutShort(Throwable cause) {
        fail(failures.of(cause, true, true), cause);
    }

    /** Ends with what is there; the rest is not worth the connection. */
    void endEarly() {
        end();
        cutNow();
    }

    /**
     * Judges an answer of this length: at once where that is quick, or else on the settling pool. No deadline counts any more.
     *
     * @return whether it was judged at once, so that nobody has a use for its bytes any more
     */
    boolean judge(int length, Runnable judge) {
        if (anywhere && length <= QUICK) {
            watch.stop();
            tried(judge);
            return true;
        }
        settle(judge);
        return false;
    }

    /** Judges on the settling pool; no deadline counts any more. */
    void settle(Runnable judge) {
        watch.stop();
        parts.settle(() -> tried(judge));
    }

    private void tried(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broke(e);
        }
    }

    @Override
    public void end() {
        try {
            complete();
        } catch (Throwable e) {
            broke(e);
        }
    }

    private void complete() {
        if (bodyComplete) {
            return;
        }
        bodyComplete = true;
        synchronized (this) {
            if (grace != null) {
                grace.cancel(false);
            }
        }
        if (ended.get()) {
            return;
        }
        if (body == null) {
            read(firstBytes.saidToBeEvents(), 0, 0);
        }
        body.end();
    }

    @Override
    public void failed(Throwable cause, boolean sent) {
        try {
            cut(cause, sent);
        } catch (Throwable e) {
            broke(e);
        }
    }

    private void cut(Throwable cause, boolean sent) {
        Transport.Head known = head;
        if (bodyComplete || ended.get()) {
            return;
        }
        if (known == null) {
            fail(failures.of(cause, sent, false), cause);
            return;
        }
        if (body == null) {
            read(firstBytes.saidToBeEvents(), 0, 0);
        }
        body.broken(cause);
    }

    // ---- judgement

    void finish() {
        ChatResponse response;
        try {
            response = assembler.build(answer, generationId(), head.first("X-OpenRouter-Cache-Status"));
        } catch (RuntimeException e) {
            // whatever it is, the exchange must end
            fail(failures.unreadable("the answer cannot be put together"), e);
            return;
        }
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        String cacheSource = head.first("X-OpenRouter-Cache-Source-Id");
        try {
            watch.stop();
            if (!bodyComplete) {
                awaitEnd();
            }
        } finally {
            if (body instanceof WholeAnswer) {
                // where it may be told
                owner.succeeded(response, cacheSource);
            } else {
                tell(() -> owner.succeeded(response, cacheSource));
            }
        }
    }

    /** Some intermediaries keep the line open after [DONE]. */
    private synchronized void awaitEnd() {
        try {
            grace = parts.timer().schedule(this::cutNow, GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error e) {
            // the context is stopping: the connection has no further use
            cutNow();
        }
    }

    private String generationId() {
        Transport.Head known = head;
        String id = known == null ? null : known.first("X-Generation-Id");
        return id != null ? id : answer.id;
    }

    @Override
    public void expired(Deadlines.Limit limit, Duration after) {
        fail(sent -> new TransportException(failures.details(limit.message(after), limit.type, sent), null));
    }

    @Override
    public void unwatched(Throwable cause) {
        broke(cause);
    }

    private boolean cutNow() {
        Transport.Cut running = cut;
        return running != null && running.cut();
    }

    void fail(ErrorDetails details, Throwable cause) {
        fail(sent -> new TransportException(details, cause));
    }

    void fail(OpenRouterException failure) {
        fail(sent -> failure);
    }

    /** Ends with a failure that may depend on whether the request had been sent. */
    private void fail(Function<Boolean, OpenRouterException> failure) {
        if (ended.compareAndSet(false, true)) {
            boolean sent = true;
            try {
                watch.stop();
                sent = cutNow();
            } catch (RuntimeException | Error e) {
                LOG.error("The connection of a call that failed could not be cut", e);
            }
            boolean left = sent;
            tell(() -> {
                OpenRouterException told = failure.apply(left);
                owner.failed(told.with(facts(told.details())), usage());
            });
        }
    }

    /** The end of a call may take a while, which an I/O thread or the timer must not; a stream only notes its end. */
    private void tell(Runnable end) {
        if (anywhere) {
            guarded(end);
        } else {
            parts.settle(() -> guarded(end));
        }
    }

    private void guarded(Runnable end) {
        try {
            end.run();
        } catch (Throwable e) {
            owner.broke(e);
        }
    }

    private Usage usage() {
        synchronized (assembler) {
            return assembler.usage();
        }
    }

    /** Adds what is known of the answer so far. */
    private ErrorDetails facts(ErrorDetails details) {
        Transport.Head known = head;
        if (known == null) {
            return details;
        }
        int status = details.statusCode() == 0 ? known.status() : details.statusCode();
        ErrorDetails told = details.withAnswer(status, generationId(), secrets.mask(known.all()));
        synchronized (assembler) {
            ErrorDetails partial = told.withPartial(assembler.text(), answer.provider);
            return assembler.says() || assembler.isBilled() ? partial.withOutcome(Outcome.PARTIAL) : partial;
        }
    }

    // ---- back-pressure, on the reader's thread

    @Override
    public void release(int bytes) {
        unread(-1);
        window.release(bytes);
    }

    private synchronized void unread(int change) {
        unread += change;
        if (change < 0 && unread > 0) {
            watch.taken();
        } else if (unread <= 1) {
            watch.unread(unread > 0);
        }
    }
}
