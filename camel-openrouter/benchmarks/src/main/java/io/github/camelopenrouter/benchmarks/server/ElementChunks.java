package io.github.camelopenrouter.benchmarks.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The chunks of a text that is an object with an array of elements of 1 KB. The last chunk of each element ends it, and has the time
 * at which it was written, as {@link Wire#chunk} has it.
 */
final class ElementChunks {

    private static final int ELEMENT = 1024;
    private static final String FILLER = "The quick brown fox jumps over the lazy dog. ".repeat(30);
    private static final String TIME = "0".repeat(16);
    private static final String BEGIN = "{\\\"text\\\":\\\"";
    private static final String END = "\\\",\\\"at\\\":\\\"" + TIME + " \\\"}";

    private final byte[] first;
    private final byte[][] chunks;
    private final int[] timeAt;
    private final int firstTimeAt;

    ElementChunks(int perElement) {
        String text = BEGIN + FILLER.substring(0, ELEMENT - plain(BEGIN) - plain(END)) + END;
        int rest = text.length() - END.length() - BEGIN.length();
        chunks = new byte[perElement][];
        timeAt = new int[perElement];
        for (int i = 0; i < perElement; i++) {
            int from = BEGIN.length() + rest * i / perElement;
            int to = BEGIN.length() + rest * (i + 1) / perElement;
            String piece = (i == 0 ? "," + BEGIN : "") + text.substring(from, to) + (i == perElement - 1 ? END : "");
            chunks[i] = Wire.chunk(piece);
            timeAt[i] = timeIn(chunks[i]);
        }
        first = Wire.chunk("{\\\"items\\\":[" + BEGIN
                + text.substring(BEGIN.length(), BEGIN.length() + rest / perElement) + (perElement == 1 ? END : ""));
        firstTimeAt = timeIn(first);
    }

    /** How long it is as JSON. */
    private static int plain(String escaped) {
        return escaped.replace("\\\"", "\"").length();
    }

    private static int timeIn(byte[] chunk) {
        return new String(chunk, StandardCharsets.US_ASCII).indexOf(TIME);
    }

    /** The chunk of that number of the stream. */
    ByteBuffer chunk(long number) {
        int part = (int) (number % chunks.length);
        byte[] bytes = number == 0 ? first : chunks[part];
        int at = number == 0 ? firstTimeAt : timeAt[part];
        return at < 0 ? ByteBuffer.wrap(bytes) : Wire.now(bytes, at);
    }
}
