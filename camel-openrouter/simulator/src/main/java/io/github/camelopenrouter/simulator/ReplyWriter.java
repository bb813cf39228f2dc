package io.github.camelopenrouter.simulator;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Carries out one scripted answer on one connection. Used once, by the thread of the connection. */
final class ReplyWriter {

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final Plan plan;
    private final Reply reply;
    private final ClientInput in;
    private final OutputStream out;
    private final AnswerProgress progress;
    private final boolean chunked;
    private byte[] pendingHead = new byte[0];
    private boolean wroteBefore;

    ReplyWriter(Plan plan, ClientInput in, OutputStream out, AnswerProgress progress) {
        this.plan = plan;
        this.reply = plan.reply();
        this.in = in;
        this.out = out;
        this.progress = progress;
        this.chunked = !reply.head().isNone() && reply.head().contentLength() < 0 && !isPlain(reply);
    }

    /**
     * Writes everything up to, and not including, the ending.
     *
     * @param close whether the answer says that it is the last one on this connection
     */
    void write(boolean close) throws IOException {
        perform(reply.head().before());
        if (!reply.head().isNone()) {
            pendingHead = head(close);
            if (chunked) {
                flushHead();
            }
        }
        performBody(reply.steps());
        plan.ending();
        flushHead();
        if (chunked && reply.ending() == Reply.Ending.PROPER) {
            send(LAST_CHUNK);
        }
    }

    private void performBody(List<Step> steps) throws IOException {
        int last = steps.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (i == last && steps.get(i) instanceof Step.Write) {
                plan.ending();
            }
            perform(steps.get(i));
        }
    }

    private void perform(List<Step> steps) throws IOException {
        for (Step step : steps) {
            perform(step);
        }
    }

    private void perform(Step step) throws IOException {
        if (step instanceof Step.Write write) {
            body(write.bytes());
        } else if (step instanceof Step.Wait wait) {
            silence(wait.duration());
        } else if (step instanceof Step.Await await) {
            flushHead();
            in.silenceUntil(await.latch());
        } else if (step instanceof Step.Run run) {
            run.action().run();
        } else if (step instanceof Step.Repeat repeat) {
            for (int i = 0; i != repeat.times(); i++) {
                perform(repeat.steps());
            }
        }
    }

    private void silence(Duration duration) throws IOException {
        flushHead();
        in.silence(duration);
    }

    private void body(byte[] bytes) throws IOException {
        if (wroteBefore && !reply.pause().isZero()) {
            silence(reply.pause());
        }
        wroteBefore = true;
        byte[] framed = chunked ? chunk(bytes) : bytes;
        send(pendingHead.length == 0 ? framed : join(pendingHead, framed));
        pendingHead = new byte[0];
        progress.wrote(bytes.length);
    }

    private void flushHead() throws IOException {
        if (pendingHead.length > 0) {
            send(pendingHead);
            pendingHead = new byte[0];
        }
    }

    private void send(byte[] bytes) throws IOException {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    private byte[] head(boolean close) {
        StringBuilder text = new StringBuilder("HTTP/1.1 ").append(reply.head().status());
        text.append(' ').append(ReasonPhrase.of(reply.head().status())).append("\r\n");
        for (Map.Entry<String, String> header : reply.head().headers()) {
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (chunked) {
            text.append("Transfer-Encoding: chunked\r\n");
        } else {
            int length = reply.head().contentLength();
            text.append("Content-Length: ").append(length < 0 ? plainLength() : length);
            text.append("\r\n");
        }
        if (close) {
            text.append("Connection: close\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private int plainLength() {
        return reply.steps().isEmpty() ? 0 : ((Step.Write) reply.steps().get(0)).bytes().length;
    }

    private static boolean isPlain(Reply reply) {
        List<Step> steps = reply.steps();
        return !reply.head().stream()
                && reply.ending() == Reply.Ending.PROPER
                && (steps.isEmpty() || steps.size() == 1 && steps.get(0) instanceof Step.Write);
    }

    private static byte[] chunk(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes; // an empty chunk would end the body
        }
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return join(size, bytes, CRLF);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }
}
