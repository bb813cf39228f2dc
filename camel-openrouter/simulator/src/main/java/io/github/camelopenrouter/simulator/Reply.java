package io.github.camelopenrouter.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * The script of one answer, down to the byte.
 *
 * <p>Every method returns a new script and leaves this one as it was, so a script can be kept in a constant, varied and
 * enqueued any number of times, by any thread. No argument may be null.
 *
 * <p>How the body is framed follows from the script: one write with a proper end is sent with its
 * {@code Content-Length}, everything else with chunked transfer encoding, one chunk per write. {@link #raw} answers
 * are not framed at all. {@link #contentLength} replaces the framing by a header that need not be true.
 */
public final class Reply {

    /** What happens after the last step. */
    enum Ending {
        PROPER,
        HANG,
        RESET,
        CLOSE
    }

    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";

    private final ReplyHead head;
    private final List<Step> steps;
    private final Duration pause;
    private final Ending ending;
    private final AssistantTurn turn;

    private Reply(ReplyHead head, List<Step> steps, Duration pause, Ending ending, AssistantTurn turn) {
        this.turn = turn;
        this.head = head;
        this.steps = List.copyOf(steps);
        this.pause = pause;
        this.ending = ending;
    }

    /** An answer with that status and a JSON body, which is sent as it is, valid or not. */
    public static Reply json(int status, String body) {
        return new Reply(ReplyHead.of(status, JSON), writes(body), Duration.ZERO, Ending.PROPER, null);
    }

    /** Status 200 with a JSON body, which is sent as it is, valid or not. */
    public static Reply json(String body) {
        return json(200, body);
    }

    /**
     * Status 200 with an event stream. Each string goes out as it is, with one write and one flush: the caller writes
     * {@code data: } and the blank lines. After the last one the body ends properly.
     */
    public static Reply sse(String... events) {
        return new Reply(
                ReplyHead.of(200, EVENT_STREAM).asStream(), writes(events), Duration.ZERO, Ending.PROPER, null);
    }

    /** Status 200 with a chat completion that says this and costs nothing. */
    public static Reply completion(String content) {
        return json(ScriptedAnswer.completion(content));
    }

    /**
     * Status 200 with the event stream of an answer: one event for each piece of its text, with one write and one flush.
     * {@link #thenDeltas} goes on with further pieces, and {@link #thenFinish} ends the answer. One that is not finished
     * is a stream that was cut.
     *
     * <pre>{@code
     * Reply.deltas("[{\"a\":1", "}").awaiting(latch).thenDeltas(",{\"a\":2}]").thenFinish("stop")
     * }</pre>
     */
    public static Reply deltas(String... pieces) {
        return sse(ScriptedAnswer.deltas(pieces));
    }

    /**
     * Status 200 with the event stream of an answer whose text comes in pieces of that many characters, and its finish.
     * {@link #pause} sets its pace.
     *
     * @throws IllegalArgumentException if {@code size} is less than 1
     */
    public static Reply streamed(String content, int size) {
        return deltas(ScriptedAnswer.pieces(content, size)).thenFinish("stop");
    }

    /** An answer of any type; each array goes out with one write and one flush. */
    public static Reply bytes(int status, String contentType, byte[]... writes) {
        return new Reply(ReplyHead.of(status, contentType), writes(writes), Duration.ZERO, Ending.PROPER, null);
    }

    /**
     * Exactly these bytes, from the status line on: nothing is added, not even a header. Each array goes out with one
     * write and one flush; then the connection is closed.
     */
    public static Reply raw(byte[]... writes) {
        return new Reply(ReplyHead.none(), writes(writes), Duration.ZERO, Ending.CLOSE, null);
    }

    /** Reads the request and never answers, until the client leaves or the simulator is closed. */
    public static Reply hang() {
        return new Reply(ReplyHead.none(), List.of(), Duration.ZERO, Ending.HANG, null);
    }

    /** Reads the request and then resets the connection (a TCP RST), without a single byte. */
    public static Reply reset() {
        return new Reply(ReplyHead.none(), List.of(), Duration.ZERO, Ending.RESET, null);
    }

    static Reply of(ReplyHead head, List<Step> steps) {
        return new Reply(head, steps, Duration.ZERO, Ending.PROPER, null);
    }

    /** Adds a header; a name given twice is sent twice. Without effect on {@link #raw} answers. */
    public Reply header(String name, String value) {
        return with(head.withHeader(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
    }

    /** Replaces the status. Without effect on {@link #raw} answers. */
    public Reply status(int status) {
        return with(head.withStatus(status));
    }

    /**
     * Sends this {@code Content-Length} and the body without any framing, whatever its true length is. The connection
     * is closed after the answer.
     */
    public Reply contentLength(int length) {
        return with(head.withContentLength(length));
    }

    /** Silence before the status line. */
    public Reply delay(Duration delay) {
        return with(head.after(new Step.Wait(Objects.requireNonNull(delay, "delay"))));
    }

    /** Silence before the status line until the latch is at zero; {@link #awaiting} does the same inside the body. */
    public Reply heldUntil(CountDownLatch latch) {
        return with(head.after(new Step.Await(Objects.requireNonNull(latch, "latch"))));
    }

    /** Silence between any two writes of the body, also those that are added later. */
    public Reply pause(Duration between) {
        return new Reply(head, steps, Objects.requireNonNull(between, "between"), ending, turn);
    }

    /** Goes on with these events, each with one write and one flush. */
    public Reply thenSse(String... events) {
        return plus(writes(events));
    }

    /** Goes on with further pieces of the text of {@link #deltas}, each with one write and one flush. */
    public Reply thenDeltas(String... pieces) {
        return thenSse(ScriptedAnswer.deltas(pieces));
    }

    /**
     * Goes on with what ends a streamed answer: a chunk with the finish reason, one with the usage, which costs nothing,
     * and {@code [DONE]}.
     */
    public Reply thenFinish(String finishReason) {
        return thenSse(ScriptedAnswer.finish(finishReason));
    }

    /** Goes on with these bytes, each array with one write and one flush. */
    public Reply then(byte[]... writes) {
        return plus(writes(writes));
    }

    /** Goes on with silence; added to the {@link #pause} if there is one. */
    public Reply thenDelay(Duration delay) {
        return plus(List.of(new Step.Wait(Objects.requireNonNull(delay, "delay"))));
    }

    /** Goes on, after everything scripted so far, only once the latch is at zero. */
    public Reply awaiting(CountDownLatch latch) {
        return plus(List.of(new Step.Await(Objects.requireNonNull(latch, "latch"))));
    }

    /**
     * Does everything scripted so far in the body that many times in all.
     *
     * @throws IllegalArgumentException if {@code times} is negative
     */
    public Reply repeat(int times) {
        if (times < 0) {
            throw new IllegalArgumentException("times must not be negative: " + times);
        }
        return new Reply(head, List.of(new Step.Repeat(steps, times)), pause, ending, turn);
    }

    /** Does everything scripted so far in the body again and again, until the client leaves or the simulator closes. */
    public Reply repeatForever() {
        return new Reply(head, List.of(new Step.Repeat(steps, -1)), pause, ending, turn);
    }

    /**
     * Ends everything scripted so far in the body after that many of its bytes, in the middle of a write if need be, and
     * as HTTP wants it: the body is shorter, and nothing says so. With {@link #thenClose} or {@link #thenReset} the
     * connection breaks there. A body that is shorter stays as it is.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public Reply truncatedAfter(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        return new Reply(head, TruncatedSteps.of(steps, bytes), pause, ending, turn);
    }

    /**
     * How many bytes the body has in all: {@link #truncatedAfter} can end it after each of them. One without end counts
     * as {@link Integer#MAX_VALUE}.
     */
    public long bodyLength() {
        return length(steps);
    }

    private static long length(List<Step> steps) {
        long length = 0;
        for (Step step : steps) {
            if (step instanceof Step.Write write) {
                length += write.bytes().length;
            } else if (step instanceof Step.Repeat repeat) {
                long once = length(repeat.steps());
                length += once == 0 ? 0 : repeat.times() < 0 ? Integer.MAX_VALUE : once * repeat.times();
            }
        }
        return length;
    }

    /** After the last write: silence, until the client leaves or the simulator is closed. */
    public Reply thenHang() {
        return new Reply(head, steps, pause, Ending.HANG, turn);
    }

    /** After the last write: a reset of the connection (a TCP RST) in the middle of the body. */
    public Reply thenReset() {
        return new Reply(head, steps, pause, Ending.RESET, turn);
    }

    /** After the last write: the connection is closed (a TCP FIN) in the middle of the body. */
    public Reply thenClose() {
        return new Reply(head, steps, pause, Ending.CLOSE, turn);
    }

    /** The same as what a turn of a scripted conversation says. */
    Reply of(AssistantTurn scripted) {
        String id = new ScriptedTurn(scripted).id();
        return new Reply(head.withHeader("X-Generation-Id", id), steps, pause, ending, scripted);
    }

    /** Null for an answer that is none. */
    AssistantTurn turn() {
        return turn;
    }

    ReplyHead head() {
        return head;
    }

    List<Step> steps() {
        return steps;
    }

    Duration pause() {
        return pause;
    }

    Ending ending() {
        return ending;
    }

    private Reply with(ReplyHead newHead) {
        return new Reply(newHead, steps, pause, ending, turn);
    }

    private Reply plus(List<Step> more) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(more);
        return new Reply(head, all, pause, ending, turn);
    }

    private static List<Step> writes(String... texts) {
        List<Step> writes = new ArrayList<>();
        for (String text : texts) {
            writes.add(new Step.Write(text.getBytes(StandardCharsets.UTF_8)));
        }
        return writes;
    }

    private static List<Step> writes(byte[]... arrays) {
        List<Step> writes = new ArrayList<>();
        for (byte[] array : arrays) {
            writes.add(new Step.Write(array.clone()));
        }
        return writes;
    }
}
