package io.github.camelopenrouter.benchmarks.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One connection: takes a request, follows its plan, takes the next. Nothing is written before the bytes before it are
 * in the socket, so a client that does not read stops the stream.
 */
final class Connection {

    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");
    private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");
    private static final String TOOLS = "\"tools\":[";
    private static final String RESULT = "\"role\":\"tool\"";
    /** So many answers ask for a tool where there are tools; the next one is a text. */
    private static final int TOOL_TURNS = 2;

    private static final int CHUNKS_PER_TURN = 16;
    private static final double GOLDEN = 0.6180339887498949;
    private static int streams;

    private final ModelServer server;
    private final SocketChannel channel;
    private final SelectionKey key;
    private StringBuilder request = new StringBuilder(512);
    private Plan plan;
    private boolean stream;
    /** How many results of tools the request has; -1 where it offers none, or has enough. */
    private int toolTurn = -1;

    private long nextAt;
    private long chunks;
    private long goneAt;
    private boolean headSent;
    private ByteBuffer unsent;

    Connection(ModelServer server, SocketChannel channel, Selector selector) throws IOException {
        this.server = server;
        this.channel = channel;
        channel.configureBlocking(false);
        channel.socket().setTcpNoDelay(true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
        server.counts().connections++;
    }

    long chunksWritten() {
        return chunks;
    }

    /** When the client cut the connection in the middle of a stream, as nanoTime; 0 if it has not. */
    long goneAt() {
        return goneAt;
    }

    void ready(ByteBuffer reads) {
        if (key.isValid() && key.isReadable()) {
            read(reads);
        }
        if (key.isValid() && key.isWritable()) {
            key.interestOps(SelectionKey.OP_READ);
            write();
        }
    }

    /** The time has come that this connection asked for. */
    void wake() {
        if (channel.isOpen()) {
            write();
        }
    }

    void close() {
        if (!channel.isOpen()) {
            return;
        }
        if (plan != null) {
            goneAt = System.nanoTime();
            server.counts().ended();
        }
        server.counts().connections--;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            System.err.println("cannot close: " + e);
        }
    }

    private void read(ByteBuffer reads) {
        reads.clear();
        try {
            if (channel.read(reads) < 0) {
                close();
                return;
            }
        } catch (IOException e) {
            close();
            return;
        }
        request.append(StandardCharsets.ISO_8859_1.decode(reads.flip()));
        if (plan == null) {
            take();
        }
    }

    /** Begins to follow the request, if all of it is there. */
    private void take() {
        int headEnd = request.indexOf(HEAD_END);
        if (headEnd < 0) {
            return;
        }
        String head = request.substring(0, headEnd);
        String target = head.substring(head.indexOf(' ') + 1, head.indexOf(' ', head.indexOf(' ') + 1));
        if (target.endsWith("/endpoints")) {
            request.delete(0, headEnd + HEAD_END.length());
            unsent = Wire.prices();
            flush();
            return;
        }
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        if (!length.find() || !target.endsWith("/api/v1/chat/completions")) {
            refuse(target.endsWith("/chat/completions") ? "411 Length Required" : "404 Not Found");
            return;
        }
        int end = headEnd + HEAD_END.length() + Integer.parseInt(length.group(1));
        if (request.length() < end) {
            return;
        }
        plan = Plan.ofPath(target);
        stream = STREAM.matcher(request).region(headEnd, end).find();
        toolTurn = stream ? -1 : toolTurn(end);
        request.delete(0, end);
        headSent = false;
        chunks = 0;
        goneAt = 0;
        nextAt = System.nanoTime() + plan.delayMillis() * 1_000_000L;
        server.counts().started(this, stream);
        if (plan.delayMillis() == 0) {
            write();
        } else {
            server.wakeAt(nextAt, this);
        }
    }

    private int toolTurn(int end) {
        int tools = request.indexOf(TOOLS);
        if (tools < 0 || tools >= end) {
            return -1;
        }
        int results = 0;
        for (int at = request.indexOf(RESULT); at >= 0 && at < end; at = request.indexOf(RESULT, at + 1)) {
            results++;
        }
        return results < TOOL_TURNS ? results : -1;
    }

    private void refuse(String status) {
        System.err.println("refused with " + status);
        unsent = Wire.refusal(status);
        flush();
        close();
    }

    /** Writes what is due, as far as the socket takes it. */
    void write() {
        if (!channel.isOpen()) {
            return;
        }
        for (int turn = 0; turn < CHUNKS_PER_TURN; turn++) {
            if (!flush() || plan == null) {
                return;
            }
            if (plan.intervalMillis() > 0 && headSent && chunks < plan.chunks() && nextAt - System.nanoTime() > 0) {
                server.wakeAt(nextAt, this);
                return;
            }
            next();
        }
        server.writeOn(this);
    }

    private void next() {
        if (!stream) {
            unsent = toolTurn >= 0 ? Wire.toolCall(toolTurn) : Wire.completion();
            finish();
        } else if (!headSent) {
            unsent = Wire.streamHead();
            headSent = true;
            // streams that start together do not beat together
            nextAt = System.nanoTime() + (long) (plan.intervalMillis() * 1e6 * (++streams * GOLDEN % 1));
        } else if (chunks < plan.chunks()) {
            unsent = plan.chunksPerElement() == 0
                    ? Wire.chunk()
                    : Wire.elements(plan.chunksPerElement()).chunk(chunks);
            chunks++;
            nextAt += plan.intervalMillis() * 1_000_000L;
        } else {
            unsent = plan.chunksPerElement() == 0 ? Wire.streamEnd() : Wire.elementsEnd();
            finish();
        }
    }

    /** The last bytes of this answer are on their way. */
    private void finish() {
        plan = null;
        server.counts().ended();
        if (flush()) {
            take();
        }
    }

    /** Whether nothing is left unsent. */
    private boolean flush() {
        if (unsent == null) {
            return true;
        }
        try {
            channel.write(unsent);
        } catch (IOException e) {
            close();
            return false;
        }
        if (unsent.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            return false;
        }
        unsent = null;
        return true;
    }
}
