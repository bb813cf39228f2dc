package io.github.camelopenrouter.internal.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.http.TransportFailures;
import io.github.camelopenrouter.internal.wire.AnswerErrors;
import io.github.camelopenrouter.internal.wire.FramedBody;
import io.github.camelopenrouter.internal.wire.Json;
import io.github.camelopenrouter.internal.wire.Secrets;

/** One GET: the whole answer as JSON, or a failure. Ends exactly once, on a settling thread. */
final class JsonGet implements Transport.Handler, Deadlines.Alarm {
    private final CallSettings settings;
    private final Clockwork parts;
    private final Secrets secrets;
    private final TransportFailures failures = new TransportFailures(true);
    private final Deadlines watch;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private final CompletableFuture<JsonNode> result = new CompletableFuture<>();
    private volatile Transport.Cut cut;
    private volatile Transport.Head head;
    private Transport.Window window;
    private String path;

    JsonGet(CallSettings settings, Clockwork parts, Secrets secrets) {
        this.secrets = secrets;
        this.settings = settings;
        this.parts = parts;
        Duration total = settings.totalTimeout();
        long totalBy = total == null ? Long.MAX_VALUE : parts.nanoTime().getAsLong() + total.toNanos();
        this.watch = new Deadlines(parts.timer(), parts.nanoTime(), settings, totalBy, this);
    }

    CompletableFuture<JsonNode> result() {
        return result;
    }

    void start(Transport transport, Transport.Request request) {
        path = request.uri().getPath();
        result.whenComplete((json, why) -> {
            if (result.isCancelled()) {
                end(() -> null);
            }
        });
        guarded(() -> {
            watch.start();
            cut = transport.send(request, this);
            if (ended.get()) {
                cut.cut();
            }
        });
    }

    /** Ends with whatever was thrown, on whatever thread: the caller must get an answer. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RejectedExecutionException e) {
            end(() ->
                    new TransportException(ErrorDetails.notSent("OpenRouter: the component is stopped", "stopped"), e));
        } catch (Throwable e) {
            end(() -> broken(e));
        }
    }

    @Override
    public void unwatched(Throwable cause) {
        end(() -> broken(cause));
    }

    private OpenRouterException broken(Throwable why) {
        return why instanceof OpenRouterException known
                ? known
                : new TransportException(failures.details("the answer could not be read", "lookup_failed", true), why);
    }

    @Override
    public void head(Transport.Head answerHead, Transport.Window answerWindow) {
        window = answerWindow;
        head = answerHead;
        watch.head(false);
    }

    @Override
    public void data(ByteBuffer bytes) {
        guarded(() -> take(bytes));
    }

    private void take(ByteBuffer bytes) {
        if (ended.get()) {
            return;
        }
        int count = bytes.remaining();
        watch.bytes();
        if (body.size() + count > settings.maxResponseBytes()) {
            fail(failures.details(
                    "the answer is larger than " + settings.maxResponseBytes() + " bytes (maxResponseBytes)",
                    "response_too_large",
                    true));
            return;
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
        window.release(count);
    }

    @Override
    public void end() {
        if (ended.compareAndSet(false, true)) {
            watch.stop();
            settle(this::read);
        }
    }

    private void settle(Runnable task) {
        try {
            parts.settle(task);
        } catch (Throwable e) {
            // no thread can be made for it, and running here is better than never
            task.run();
        }
    }

    /** On a settling thread. */
    private void read() {
        try {
            byte[] bytes = body.toByteArray();
            int status = head.status();
            if (status == 404) {
                refuse(missing());
            } else if (status >= 300) {
                refuse(new AnswerErrors(parts.errors(secrets)).ofStatus(head, bytes, bytes.length));
            } else {
                complete(bytes);
            }
        } catch (IOException e) {
            refuse(new TransportException(failures.unreadable("the answer is no complete JSON object"), e));
        } catch (Throwable e) {
            // the caller must get an answer whatever was thrown
            refuse(broken(e));
        }
    }

    /** A success by its status may be framed as an event, or be an error by its content. */
    private void complete(byte[] bytes) throws IOException {
        byte[] event = FramedBody.firstEvent(bytes, bytes.length);
        JsonNode json = Json.object(event == null ? bytes : event);
        OpenRouterException error = new AnswerErrors(parts.errors(secrets)).in(json, head);
        if (error == null) {
            result.complete(json);
        } else {
            refuse(error);
        }
    }

    private void refuse(OpenRouterException failure) {
        result.completeExceptionally(secrets.mask(failure));
    }

    private OpenRouterException missing() {
        ErrorDetails details = ErrorDetails.of("OpenRouter knows nothing at " + path + " (404)", Outcome.REJECTED)
                .withErrorType("not_found")
                .withAnswer(404, null, secrets.mask(head.all()));
        return new InvalidRequestException(details, null);
    }

    @Override
    public void failed(Throwable cause, boolean sent) {
        fail(failures.of(cause, sent, head != null));
    }

    @Override
    public void expired(Deadlines.Limit limit, Duration after) {
        fail(failures.details(limit.message(after), limit.type, true));
    }

    private void fail(ErrorDetails details) {
        end(() -> new TransportException(details, null));
    }

    private void end(Supplier<OpenRouterException> why) {
        if (ended.compareAndSet(false, true)) {
            try {
                watch.stop();
                Transport.Cut running = cut;
                if (running != null) {
                    running.cut();
                }
            } finally {
                OpenRouterException failure = why.get();
                if (failure != null) {
                    settle(() -> refuse(failure));
                }
            }
        }
    }
}
