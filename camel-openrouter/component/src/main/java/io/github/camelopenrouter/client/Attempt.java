package io.github.camelopenrouter.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * One HTTP exchange of a call: reads the answer by its content type, whatever was asked for, and decides in one place whether it
 * is a success. Ends exactly once.
 */
final class Attempt implements Transport.Handler, SseParser.Sink, Watch.Alarm, CallListener.CallControl {
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
    }

    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    /** How long after [DONE] the end of the body may take, so that the connection can be used again. */
    private static final long GRACE_MILLIS = 1_000;

    private final CallListener listener;
    private final Owner owner;
    private final CallSettings settings;
    private final EngineParts parts;
    private final TransportFailures failures;
    private final AnswerErrors errors;
    private final Watch watch;
    private final AtomicBoolean ended = new AtomicBoolean();

    private final Answer answer = new Answer();
    private final AnswerAssembler assembler = new AnswerAssembler();
    private volatile Transport.Cut cut;
    private volatile Transport.Head head;
    private Transport.Window window;
    private SseParser sse;
    private Body body;
    private volatile boolean bodyComplete;
    private long received;
    private int held;
    private boolean content;
    private int unread;
    private Future<?> grace;

    Attempt(CallListener listener, Owner owner, CallSettings settings, EngineParts parts, long totalBy) {
        this.listener = listener;
        this.owner = owner;
        this.settings = settings;
        this.parts = parts;
        this.failures = new TransportFailures(settings.repeatable());
        this.errors = new AnswerErrors(parts.errors());
        this.watch = new Watch(parts.timer(), parts.nanoTime(), settings, totalBy, this);
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

    // ---- the answer, on the I/O thread

    @Override
    public void head(Transport.Head answerHead, Transport.Window answerWindow) {
        head = answerHead;
        window = answerWindow;
        if (answerHead.status() < 300 && contentType().startsWith("text/event-stream")) {
            sse = new SseParser(settings.maxSseLineBytes());
        } else {
            body = new Body();
        }
        watch.head(sse != null);
        owner.answering(generationId());
    }

    private String contentType() {
        String type = head.first("Content-Type");
        return type == null ? "" : type.trim().toLowerCase(Locale.ROOT);
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (ended.get() || bodyComplete) {
            return;
        }
        watch.bytes();
        int count = bytes.remaining();
        received += count;
        if (sse == null) {
            buffer(bytes, count);
        } else if (received > settings.maxResponseBytes()) {
            tooLarge("the stream is larger than " + settings.maxResponseBytes() + " bytes (maxResponseBytes)");
        } else {
            parse(bytes, count);
        }
    }

    private void parse(ByteBuffer bytes, int count) {
        held = 0;
        try {
            sse.feed(bytes, this);
        } catch (SseParser.TooLong e) {
            tooLarge(e.getMessage() + " (maxSseLineBytes)");
            return;
        }
        // chunks that nobody has read yet keep their bytes
        window.release(count - held);
    }

    private void buffer(ByteBuffer bytes, int count) {
        boolean failed = head.status() >= 300;
        int limit = failed ? settings.maxErrorBodyBytes() : settings.maxResponseBytes();
        int taken = Math.min(count, limit - body.size());
        if (taken < count && !failed) {
            tooLarge("the answer is larger than " + limit + " bytes (maxResponseBytes)");
            return;
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), taken);
        window.release(count);
        if (taken < count) {
            // enough to know what went wrong; the rest is not worth the connection
            end();
            cutNow();
        }
    }

    private void tooLarge(String why) {
        fail(failures.details(why, "response_too_large", true), null);
    }

    @Override
    public void comment() {
        listener.comment();
    }

    @Override
    public boolean event(byte[] buffer, int offset, int length) {
        int start = offset;
        int end = offset + length;
        while (start < end && blank(buffer[start])) {
            start++;
        }
        while (end > start && blank(buffer[end - 1])) {
            end--;
        }
        if (start == end || buffer[start] == ':') {
            // a proxy made data of a comment
            listener.comment();
            return true;
        }
        if (end - start == DONE.length && Arrays.equals(buffer, start, end, DONE, 0, DONE.length)) {
            if (assembler.empty()) {
                fail(failures.empty("the stream has no choices"), null);
            } else {
                finish();
            }
            return false;
        }
        return chunk(buffer, start, end - start);
    }

    private static boolean blank(byte b) {
        return b <= ' ' && b >= 0;
    }

    private boolean chunk(byte[] buffer, int offset, int length) {
        answer.nextChunk();
        try {
            AnswerReader.read(buffer, offset, length, answer);
        } catch (IOException | RuntimeException e) {
            fail(failures.unreadable("an event of the stream is not JSON"), e);
            return false;
        }
        OpenRouterException error = errors.in(answer, head);
        synchronized (assembler) {
            assembler.add(answer);
        }
        if (error != null) {
            fail(error);
            return false;
        }
        Answer.Choice choice = answer.choices.isEmpty() ? null : answer.choices.get(0);
        String text = choice == null || choice.content == null ? "" : choice.content;
        String reasoning = choice == null ? null : AnswerAssembler.reasoning(choice);
        boolean some = !text.isEmpty() || reasoning != null;
        if (some || choice != null && (choice.toolCalls != null || choice.finishReason != null)) {
            if (!content) {
                content = true;
                owner.firstContent(generationId());
            }
            watch.content();
        }
        held += length;
        unread(1);
        listener.event(text, reasoning, buffer, offset, length, this);
        return true;
    }

    @Override
    public void end() {
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
        if (sse == null) {
            // a large answer must not hold up the other connections of this I/O thread
            watch.stop();
            parts.work(this::whole);
        } else if (assembler.finished()) {
            finish();
        } else {
            fail(failures.details("the stream ended before the answer was complete", "stream_truncated", true), null);
        }
    }

    @Override
    public void failed(Throwable cause, boolean sent) {
        Transport.Head known = head;
        if (bodyComplete || ended.get()) {
            return;
        }
        if (known != null && (known.status() >= 400 || assembler.finished())) {
            // refused before the request was read to its end, or complete but for the polite end
            end();
            return;
        }
        fail(failures.of(cause, sent, known != null), cause);
    }

    // ---- judgement

    /** A JSON answer, of a completion or instead of a stream. It may be preceded by whitespace that kept the line alive. */
    private void whole() {
        byte[] json = body.bytes();
        if (head.status() >= 300) {
            fail(errors.ofStatus(head, json, body.size()));
            return;
        }
        int start = 0;
        while (start < body.size() && blank(json[start])) {
            start++;
        }
        int length = body.size() - start;
        if (length == 0) {
            fail(failures.empty("the answer is empty"), null);
            return;
        }
        if (json[start] != '{' && !contentType().contains("json")) {
            fail(errors.ofStatus(head, json, body.size()));
            return;
        }
        try {
            AnswerReader.read(json, start, length, answer);
        } catch (StreamConstraintsException e) {
            tooLarge("the answer is nested too deeply or has a number that is too long");
            return;
        } catch (OutOfMemoryError e) {
            tooLarge("there is no memory for the answer");
            return;
        } catch (IOException | RuntimeException e) {
            // whatever it is, the exchange must end
            fail(failures.unreadable("the answer is not complete JSON"), e);
            return;
        }
        OpenRouterException error = errors.in(answer, head);
        assembler.add(answer);
        if (error != null) {
            fail(error);
        } else if (answer.choices.isEmpty()) {
            fail(failures.empty("the answer has no choices"), null);
        } else {
            Answer.Choice choice = answer.choices.get(0);
            owner.firstContent(generationId());
            String text = choice.content == null ? "" : choice.content;
            String reasoning = AnswerAssembler.reasoning(choice);
            listener.event(text, reasoning, json, start, length, released -> {});
            finish();
        }
    }

    private void finish() {
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
        watch.stop();
        if (!bodyComplete) {
            awaitEnd();
        }
        if (sse == null) {
            // on the worker pool already
            owner.succeeded(response, head.first("X-OpenRouter-Cache-Source-Id"));
        } else {
            tell(() -> owner.succeeded(response, head.first("X-OpenRouter-Cache-Source-Id")));
        }
    }

    /** Some intermediaries keep the line open after [DONE]. */
    private synchronized void awaitEnd() {
        try {
            grace = parts.timer().schedule(this::cutNow, GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
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
    public void expired(Watch.Limit limit, Duration after) {
        fail(sent -> new TransportException(failures.details(limit.message(after), limit.type, sent), null));
    }

    private boolean cutNow() {
        Transport.Cut running = cut;
        return running != null && running.cut();
    }

    private void fail(ErrorDetails details, Throwable cause) {
        fail(sent -> new TransportException(details, cause));
    }

    private void fail(OpenRouterException failure) {
        fail(sent -> failure);
    }

    /** Ends with a failure that may depend on whether the request had been sent. */
    private void fail(Function<Boolean, OpenRouterException> failure) {
        if (ended.compareAndSet(false, true)) {
            watch.stop();
            boolean sent = cutNow();
            tell(() -> {
                OpenRouterException told = failure.apply(sent);
                owner.failed(told.with(facts(told.details())), usage());
            });
        }
    }

    /** A route goes on at the end of a call, which must not happen on an I/O thread; a stream only notes its end. */
    private void tell(Runnable end) {
        if (listener.endsAnywhere()) {
            end.run();
        } else {
            parts.work(end);
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
        ErrorDetails told = details.withAnswer(status, generationId(), known.all());
        synchronized (assembler) {
            return told.withPartial(assembler.text(), answer.provider);
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

    /** The bytes of an answer that is read as a whole, without the copy of {@code toByteArray}. */
    private static final class Body extends ByteArrayOutputStream {
        Body() {
            super(1024);
        }

        byte[] bytes() {
            return buf;
        }
    }
}
