package io.github.camelopenrouter.internal.call;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.wire.AnswerAssembler;
import io.github.camelopenrouter.internal.wire.AnswerParser;
import io.github.camelopenrouter.internal.wire.AnswerReader;
import io.github.camelopenrouter.internal.wire.WireAnswer;

/**
 * An answer that is read as a whole: JSON, of a completion or instead of a stream, or whatever an error came with. A large one is
 * judged on the settling pool, so that it does not hold up the other connections of its I/O thread.
 */
final class WholeAnswer implements AnswerContent {
    private final Attempt attempt;
    private final Transport.Head head;
    private final CallSettings settings;
    private final Body body;

    /**
     * @param bytes that have come so far, which is often all of them
     */
    WholeAnswer(Attempt attempt, Transport.Head head, CallSettings settings, int bytes) {
        this.body = new Body(bytes);
        this.attempt = attempt;
        this.head = head;
        this.settings = settings;
    }

    private boolean failed() {
        return head.status() >= 300;
    }

    @Override
    public void data(ByteBuffer bytes, int released) {
        int count = bytes.remaining();
        int limit = failed() ? settings.maxErrorBodyBytes() : settings.maxResponseBytes();
        int taken = Math.min(count, limit - body.size());
        if (taken < count && !failed()) {
            attempt.tooLarge("the answer is larger than " + limit + " bytes (maxResponseBytes)");
            return;
        }
        body.write(bytes.array(), bytes.arrayOffset() + bytes.position(), taken);
        attempt.release(released, 0);
        if (taken < count) {
            // enough to know what went wrong; the rest is not worth the connection
            attempt.endEarly();
        }
    }

    @Override
    public void end() {
        if (attempt.judge(body.size(), this::judge)) {
            body.spare();
        }
    }

    @Override
    public void broken(Throwable cause) {
        if (head.status() >= 400) {
            // refused before the request was read to its end
            attempt.endEarly();
        } else {
            attempt.settle(() -> truncated(cause));
        }
    }

    /** What came before the cut may name the generation, and with it what it cost. */
    private void truncated(Throwable cause) {
        WireAnswer answer = attempt.answer();
        try {
            AnswerReader.read(body.bytes(), 0, body.size(), answer);
            attempt.add();
        } catch (IOException | RuntimeException e) {
            // as expected of half an answer: it has the members that were read before the end
            cause.addSuppressed(e);
            addRead(cause);
        }
        attempt.cutShort(cause);
    }

    private void addRead(Throwable cause) {
        try {
            attempt.add();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void judge() {
        byte[] json = body.bytes();
        if (failed()) {
            attempt.fail(attempt.errors().ofStatus(head, json, body.size()));
            return;
        }
        int start = 0;
        while (start < body.size() && json[start] <= ' ' && json[start] >= 0) {
            start++;
        }
        int length = body.size() - start;
        if (length == 0) {
            attempt.fail(attempt.failures().empty("the answer is empty"), null);
            return;
        }
        if (json[start] == '<' || json[start] != '{' && !attempt.contentType().contains("json")) {
            attempt.fail(attempt.errors().ofStatus(head, json, body.size()));
            return;
        }
        WireAnswer answer = attempt.answer();
        try {
            AnswerParser.ofThread().read(json, start, length, answer);
        } catch (StreamConstraintsException e) {
            attempt.tooLarge("the answer is nested too deeply or has a number that is too long");
            return;
        } catch (OutOfMemoryError e) {
            attempt.tooLarge("there is no memory for the answer");
            return;
        } catch (IOException | RuntimeException e) {
            attempt.fail(attempt.failures().unreadable("the answer is no complete JSON object"), e);
            return;
        }
        OpenRouterException error = attempt.errors().in(answer, false, head);
        if (!attempt.add()) {
            return;
        }
        if (error != null) {
            attempt.fail(error);
        } else if (answer.choices.isEmpty()) {
            attempt.fail(attempt.failures().empty("the answer has no choices"), null);
        } else if (answer.choices.stream().noneMatch(WireAnswer.Choice::isAny)) {
            attempt.fail(
                    attempt.failures().empty("the answer's choices say nothing, not even why they finished"), null);
        } else {
            attempt.content();
            AnswerAssembler assembler = attempt.assembler();
            String reasoning;
            synchronized (assembler) {
                assembler.complete();
                reasoning = assembler.reasoning();
            }
            attempt.emitWhole(assembler.text(), reasoning, json, start, length);
            attempt.finish();
        }
    }

    /** The bytes so far. */
    private static final class Body {
        /** More is not kept for the next. */
        private static final int LONGEST_SPARE = 16 * 1024;

        /** Of an answer that was judged on this thread: short answers come one after another. */
        private static final ThreadLocal<byte[]> SPARE = new ThreadLocal<>();

        private static final byte[] NOTHING = {};

        private byte[] bytes;
        private int size;

        Body(int expected) {
            bytes = SPARE.get();
            if (bytes != null && bytes.length >= expected) {
                SPARE.set(null);
            } else {
                bytes = new byte[Math.max(expected, 64)];
            }
        }

        void write(byte[] more, int offset, int length) {
            if (length > bytes.length - size) {
                bytes = Arrays.copyOf(bytes, (int)
                        Math.min(Integer.MAX_VALUE - 8L, Math.max(size + (long) length, 2L * bytes.length)));
            }
            System.arraycopy(more, offset, bytes, size, length);
            size += length;
        }

        int size() {
            return size;
        }

        /** With others behind them. */
        byte[] bytes() {
            return bytes;
        }

        /** Nobody looks at the bytes any more. */
        void spare() {
            if (bytes.length <= LONGEST_SPARE) {
                SPARE.set(bytes);
            }
            bytes = NOTHING;
            size = 0;
        }
    }
}
