package io.github.camelopenrouter.simulator.service;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A spoken answer.
 *
 * @param format of the audio; only WAV has a head, and the bytes mean nothing
 * @param words in the tokens of its text
 */
record Speech(String format, List<String> words) {

    /** How many tokens of audio a token of its text is. */
    static final int TOKENS_PER_WORD = 5;

    private static final int BYTES_PER_WORD = 240; // a multiple of three: the pieces in Base64 make one text in Base64
    private static final int RATE = 24_000;
    private static final int SECONDS_KEPT = 3600;

    int tokens() {
        return TOKENS_PER_WORD * words.size();
    }

    /** What a chunk of the stream has of it. */
    ObjectNode piece(String id, int word) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES_PER_WORD).order(ByteOrder.LITTLE_ENDIAN);
        if (word == 0 && format.equals("wav")) {
            putHead(bytes);
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) (37 * bytes.position() + word));
        }
        ObjectNode audio = Json.object().put("id", id);
        audio.put("data", Base64.getEncoder().encodeToString(bytes.array()));
        return audio.put("transcript", words.get(word));
    }

    /** What the last chunk has. */
    ObjectNode end(String id, long created) {
        return Json.object().put("id", id).put("expires_at", created + SECONDS_KEPT);
    }

    /** That of a stream of 16 bits and one channel, whose length is not known yet. */
    private static void putHead(ByteBuffer bytes) {
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
        bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        bytes.putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(2 * RATE);
        bytes.putShort((short) 2).putShort((short) 16);
        bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(-1);
    }
}
