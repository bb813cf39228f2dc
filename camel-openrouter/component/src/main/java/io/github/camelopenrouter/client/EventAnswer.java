package io.github.camelopenrouter.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.camelopenrouter.error.OpenRouterException;

/** An answer that comes as server-sent events, each a piece of it. On the I/O thread. */
final class EventAnswer implements AnswerContent, SseParser.Sink {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Attempt attempt;
    private final Transport.Head head;
    private final CallSettings settings;
    private final SseParser sse;
    private long received;
    private int held;

    EventAnswer(Attempt attempt, Transport.Head head, CallSettings settings) {
        this.attempt = attempt;
        this.head = head;
        this.settings = settings;
        this.sse = new SseParser(settings.maxSseLineBytes());
    }

    @Override
    public void data(ByteBuffer bytes, int released) {
        received += bytes.remaining();
        if (received > settings.maxResponseBytes()) {
            attempt.tooLarge("the stream is larger than " + settings.maxResponseBytes() + " bytes (maxResponseBytes)");
            return;
        }
        held = 0;
        try {
            sse.feed(bytes, this);
        } catch (SseParser.TooLong e) {
            attempt.tooLarge(e.getMessage() + " (maxSseLineBytes)");
            return;
        }
        // chunks that nobody has read yet keep their bytes
        attempt.release(released, held);
    }

    @Override
    public void comment() {
        attempt.comment();
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
            attempt.comment();
            return true;
        }
        if (end - start == DONE.length && Arrays.equals(buffer, start, end, DONE, 0, DONE.length)) {
            done();
            return false;
        }
        return chunk(buffer, start, end - start);
    }

    private static boolean blank(byte b) {
        return b <= ' ' && b >= 0;
    }

    private void done() {
        if (attempt.assembler().empty()) {
            attempt.fail(attempt.failures().empty("the stream has no choices"), null);
        } else {
            attempt.finish();
        }
    }

    private boolean chunk(byte[] buffer, int offset, int length) {
        Answer answer = attempt.answer();
        answer.nextChunk();
        try {
            AnswerReader.read(buffer, offset, length, answer);
        } catch (IOException | RuntimeException e) {
            attempt.fail(attempt.failures().unreadable("an event of the stream is not JSON"), e);
            return false;
        }
        OpenRouterException error = attempt.errors().in(answer, head);
        attempt.add();
        if (error != null) {
            attempt.fail(error);
            return false;
        }
        Answer.Choice choice = answer.choices.isEmpty() ? null : answer.choices.get(0);
        String text = choice == null || choice.content == null ? "" : choice.content;
        String reasoning = choice == null ? null : AnswerAssembler.reasoning(choice);
        boolean some = !text.isEmpty() || reasoning != null;
        if (some || choice != null && (choice.toolCalls != null || choice.finishReason != null)) {
            attempt.content();
        }
        held += length;
        attempt.emit(text, reasoning, buffer, offset, length);
        return true;
    }

    @Override
    public void end() {
        if (attempt.assembler().finished()) {
            attempt.finish();
        } else {
            attempt.fail(
                    attempt.failures()
                            .details("the stream ended before the answer was complete", "stream_truncated", true),
                    null);
        }
    }

    @Override
    public void broken(Throwable cause) {
        if (attempt.assembler().finished()) {
            // complete but for the polite end
            attempt.endEarly();
        } else {
            attempt.cutShort(cause);
        }
    }
}
