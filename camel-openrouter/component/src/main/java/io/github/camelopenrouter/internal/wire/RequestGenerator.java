package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.io.Reader;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes every text of a request, wherever it comes from, as what Unicode allows: half of a surrogate pair, as a text has it that
 * was cut within an emoji, becomes U+FFFD. Stops before a text that is longer than the limit. Not thread-safe.
 */
final class RequestGenerator extends JsonGeneratorDelegate {
    static final String NO_NUMBER = "a number is NaN or infinite";
    private static final int REPLACEMENT = 0xFFFD;

    private final RequestBytes out;

    RequestGenerator(JsonGenerator json, RequestBytes out) {
        super(json, false);
        this.out = out;
    }

    /** Only at the end: a mapper asks for it behind each value, which would make many pieces of a small request. */
    @Override
    public void flush() {
        // closing writes the rest
    }

    @Override
    public void writeFieldName(String name) throws IOException {
        super.writeFieldName(wellFormed(name));
    }

    @Override
    public void writeFieldName(SerializableString name) throws IOException {
        writeFieldName(name.getValue());
    }

    @Override
    public void writeString(String text) throws IOException {
        if (text == null) {
            writeNull();
            return;
        }
        // no character has less than one byte
        out.expect(text.length());
        String whole = wellFormed(text);
        if (hasPairs(whole)) {
            // the generator itself escapes pairs that stand where two of its segments meet
            byte[] utf8 = QuotedText.of(whole);
            super.writeRawUTF8String(utf8, 0, utf8.length);
        } else {
            super.writeString(whole);
        }
    }

    @Override
    public void writeString(char[] text, int offset, int length) throws IOException {
        writeString(new String(text, offset, length));
    }

    @Override
    public void writeString(SerializableString text) throws IOException {
        writeString(text.getValue());
    }

    @Override
    public void writeString(Reader reader, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] some = new char[4_096];
        for (int read = 0; read >= 0 && (length < 0 || text.length() < length); ) {
            read = reader.read(some, 0, length < 0 ? some.length : Math.min(some.length, length - text.length()));
            text.append(some, 0, Math.max(0, read));
            out.expect(text.length());
        }
        writeString(text.toString());
    }

    /** The generator itself writes these as text, which is none of what was said. */
    @Override
    public void writeNumber(double number) throws IOException {
        if (!Double.isFinite(number)) {
            throw new JsonGenerationException(NO_NUMBER, this);
        }
        super.writeNumber(number);
    }

    @Override
    public void writeNumber(float number) throws IOException {
        if (!Float.isFinite(number)) {
            throw new JsonGenerationException(NO_NUMBER, this);
        }
        super.writeNumber(number);
    }

    /** Writes a text that is bytes in base64: encoded once, where it stands. */
    void writeBase64(Base64Text text) throws IOException {
        out.expect(text.encodedLength());
        writeRawValue('"' + text.prefix());
        // what comes before stands before it in the bytes, too
        delegate.flush();
        out.encode(text);
        writeRaw('"');
    }

    private static boolean hasPairs(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    return replaced(text);
                }
                i++;
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}
