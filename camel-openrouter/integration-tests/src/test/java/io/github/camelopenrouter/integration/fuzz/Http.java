package io.github.camelopenrouter.integration.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An answer as HTTP/1.1 writes it. */
final class Http {
    private static final byte[] LINE_END = {'\r', '\n'};

    /** How the end of a body is told. */
    enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    final int status;
    final List<String> headers = new ArrayList<>();
    byte[] body;
    Framing framing;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    /** Where pieces of the body stand in what is written: begin there, begin in the body, length. */
    private final List<int[]> pieces = new ArrayList<>();

    private int headEnd;

    Http(int status, byte[] body, Framing framing) {
        this.status = status;
        this.body = body;
        this.framing = framing;
    }

    byte[] write(Dice dice) {
        headers.add("Date: Wed, 25 Nov 2026 10:00:00 GMT");
        switch (framing) {
            case LENGTH -> headers.add("Content-Length: " + body.length);
            case CHUNKED -> headers.add("Transfer-Encoding: chunked");
            case CLOSE -> headers.add("Connection: close");
        }
        line("HTTP/1.1 " + status + " " + "Words");
        headers.forEach(this::line);
        out.writeBytes(LINE_END);
        headEnd = out.size();
        if (framing != Framing.CHUNKED) {
            piece(0, body.length);
            return out.toByteArray();
        }
        int at = 0;
        int most = dice.of(7, 64, 1_000, 16_384);
        most = Math.max(most, body.length / 200);
        while (at < body.length) {
            int length = Math.min(body.length - at, dice.between(1, most));
            line(Integer.toHexString(length) + (dice.percent(2) ? ";x=y" : ""));
            piece(at, length);
            out.writeBytes(LINE_END);
            at += length;
        }
        line("0");
        out.writeBytes(LINE_END);
        return out.toByteArray();
    }

    private void line(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(LINE_END);
    }

    private void piece(int from, int length) {
        pieces.add(new int[] {out.size(), from, length});
        out.write(body, from, length);
    }

    /** Whether the head is among the first so many bytes. */
    boolean headBefore(int cut) {
        return cut >= headEnd;
    }

    /** How many bytes of the body are among the first so many bytes. */
    int bodyBefore(int cut) {
        int count = 0;
        for (int[] piece : pieces) {
            if (cut <= piece[0]) {
                break;
            }
            count = piece[1] + Math.min(piece[2], cut - piece[0]);
        }
        return count;
    }
}
