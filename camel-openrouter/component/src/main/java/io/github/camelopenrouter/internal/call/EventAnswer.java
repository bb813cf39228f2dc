package io.github.camelopenrouter.internal.call;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.wire.AnswerAssembler;
import io.github.camelopenrouter.internal.wire.AnswerParser;
import io.github.camelopenrouter.internal.wire.ErrorText;
import io.github.camelopenrouter.internal.wire.SseParser;
import io.github.camelopenrouter.internal.wire.StrayText;
import io.github.camelopenrouter.internal.wire.WireAnswer;

/**
 * An answer that comes as server-sent events, each a piece of it. On the I/O thread, and each event costs what it is long. Complete
 * is what has told why it finished, or said {@code [DONE]}.
 */
final class EventAnswer implements AnswerContent, SseParser.Sink {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final byte[] NOTHING = {};

    private final Attempt attempt;
    private final Transport.Head head;
    private final SseParser sse;
    private final AnswerParser parser = new AnswerParser();
    private final StrayText stray;
    private int held;
    /** Whether [DONE] came, and nothing since. */
    private boolean done;
    /** Whether the rest of the bytes are the last, whole or not. */
    private boolean ending;

    /** Whether an event came that is no piece of the answer: only a finish reason proves then that the answer is whole. */
    private boolean riddle;

    /** Whether a time to wait after [DONE] is running. */
    private boolean waiting;

    private boolean over;

    EventAnswer(Attempt attempt, Transport.Head head, CallSettings settings) {
        this.attempt = attempt;
        this.head = head;
        this.sse = new SseParser(settings.maxSseLineBytes());
        this.stray = new StrayText(settings.maxErrorBodyBytes());
    }

    @Override
    public void data(ByteBuffer bytes, int released) {
        if (over) {
            attempt.release(released, 0);
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
    public boolean event(String type, byte[] buffer, int offset, int length) {
        if (!strayed()) {
            return false;
        }
        int start = offset;
        int end = offset + length;
        while (end > start && blank(buffer[end - 1])) {
            end--;
        }
        start = skipBlanks(buffer, start, end);
        if (starts(buffer, start, end, DATA)) {
            // framed twice
            start = skipBlanks(buffer, start + DATA.length, end);
        }
        boolean error = "error".equalsIgnoreCase(type);
        if (!error && start == end || start < end && buffer[start] == ':') {
            // a proxy made data of a comment
            attempt.comment();
            return true;
        }
        if (end - start == DONE.length && starts(buffer, start, end, DONE)) {
            return done();
        }
        return chunk(error, buffer, start, end - start);
    }

    private static int skipBlanks(byte[] buffer, int from, int end) {
        int start = from;
        while (start < end && blank(buffer[start])) {
            start++;
        }
        return start;
    }

    private static boolean blank(byte b) {
        return b <= ' ' && b >= 0;
    }

    private static boolean starts(byte[] buffer, int start, int end, byte[] word) {
        return end - start >= word.length && Arrays.equals(buffer, start, start + word.length, word, 0, word.length);
    }

    /** Where nothing has told that it finished, more may follow: then the end of the body decides, which comes soon. */
    private boolean done() {
        if (attempt.assembler().finished()) {
            finish();
            return false;
        }
        done = true;
        if (!ending && !waiting) {
            waiting = true;
            attempt.awaitQuiet(this);
        }
        return true;
    }

    /** Nothing has come for a while since [DONE]; on a settling thread. */
    void quiet() {
        synchronized (attempt.assembler()) {
            waiting = false;
            if (!done || over) {
                return;
            }
            over = true;
        }
        judge();
    }

    /**
     * @param error whether its name says that it is one
     * @return false where it was the last
     */
    private boolean chunk(boolean error, byte[] buffer, int offset, int length) {
        WireAnswer answer = attempt.answer();
        OpenRouterException failure;
        synchronized (attempt.assembler()) {
            if (over) {
                return false;
            }
            done = false;
            answer.nextChunk();
            try {
                parser.read(buffer, offset, length, answer);
            } catch (IOException | RuntimeException e) {
                if (ending && !error) {
                    // an event that the end of the stream has cut is not looked at
                    return true;
                }
                over = true;
                if (error) {
                    attempt.fail(attempt.errors().text(buffer, offset, length, head));
                } else {
                    attempt.fail(attempt.failures().unreadable("an event of the stream is not JSON"), e);
                }
                return false;
            }
            failure = attempt.errors().in(answer, error, head);
            if (!attempt.add()) {
                over = true;
                return false;
            }
            riddle |= answer.choices.isEmpty() && answer.usage == null && answer.extra != null;
        }
        if (failure != null) {
            over = true;
            attempt.fail(failure);
            return false;
        }
        AnswerAssembler assembler = attempt.assembler();
        WireAnswer.Choice choice = answer.choices.isEmpty() ? null : answer.choices.get(0);
        String text = choice == null ? "" : assembler.newText();
        String reasoning = choice == null ? null : assembler.newReasoning();
        if (choice != null && choice.isAny()) {
            attempt.content();
        }
        held += length;
        attempt.emit(text, reasoning, buffer, offset, length);
        return true;
    }

    @Override
    public boolean stray(byte[] buffer, int offset, int length) {
        return !stray.add(buffer, offset, length) || strayed();
    }

    /** Looks at what stands between the events; returns false where it was the end. */
    private boolean strayed() {
        byte[] json = stray.takeJson();
        return json == null || chunk(false, json, 0, json.length);
    }

    @Override
    public void end() {
        boolean told = complete();
        if (!over && rest()) {
            over = true;
            if (told) {
                judge();
            } else {
                truncated();
            }
        }
    }

    /** Whether what has come in whole events says that it is all: an event that the end has cut proves nothing of the kind. */
    private boolean complete() {
        return done || attempt.assembler().finished();
    }

    @Override
    public void broken(Throwable cause) {
        boolean told = attempt.assembler().finished();
        if (over || !rest()) {
            return;
        }
        over = true;
        if (told) {
            // complete but for the polite end
            finish();
        } else {
            attempt.cutShort(cause);
        }
    }

    /**
     * What the end left unfinished is no event any more, as the standard has it, but may say what failed, or what was used. Returns
     * false where it decided how the answer ends.
     */
    private boolean rest() {
        ending = true;
        try {
            return sse.end(this) && strayed() && !over;
        } catch (SseParser.TooLong e) {
            attempt.tooLarge(e.getMessage() + " (maxSseLineBytes)");
            return false;
        }
    }

    private void judge() {
        AnswerAssembler assembler = attempt.assembler();
        if (assembler.finished()) {
            finish();
        } else if (!done || !stray.isEmpty() || riddle) {
            truncated();
        } else if (assembler.empty()) {
            attempt.fail(attempt.failures().empty("the stream has no choices"), null);
        } else {
            finish();
        }
    }

    private void truncated() {
        String said = stray.text();
        if (attempt.assembler().empty() && ErrorText.title(said) != null) {
            byte[] page = said.getBytes(StandardCharsets.UTF_8);
            attempt.fail(attempt.errors().text(page, 0, page.length, head));
            return;
        }
        String why = !stray.isEmpty()
                ? "text that is no event stands in the stream, which did not finish"
                : riddle
                        ? "an event that is no piece of an answer stands in the stream, which did not finish"
                        : "the stream ended before the answer was complete";
        attempt.fail(attempt.failures().details(why, "stream_truncated", true), null);
    }

    private void finish() {
        over = true;
        AnswerAssembler assembler = attempt.assembler();
        synchronized (assembler) {
            assembler.complete();
        }
        if (!assembler.newText().isEmpty() || assembler.newReasoning() != null) {
            attempt.emit(assembler.newText(), assembler.newReasoning(), NOTHING, 0, 0);
        }
        if (assembler.isLarge()) {
            // it would hold up the other connections of this I/O thread
            attempt.settle(attempt::finish);
        } else {
            attempt.finish();
        }
    }
}
