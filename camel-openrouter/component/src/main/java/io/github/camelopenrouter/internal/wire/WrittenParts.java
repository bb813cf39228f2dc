package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Counts the parts of messages that are no text. A long text in base64 is measured where it stands in the request, and no text is
 * made of it. Not thread-safe.
 */
final class WrittenParts {
    private static final Set<String> MEDIA = Set.of("image_url", "video_url", "input_audio");
    /** Parsers that take no price for a page. */
    private static final Set<String> FREE_PARSERS = Set.of("cloudflare-ai", "pdf-text");

    private static final String DATA = "data:";
    /** A data URL says within so many characters what it is. */
    private static final int LONGEST_TYPE = 200;

    private final byte[] request;
    private long bytes;
    private long images;
    private long sound;
    private boolean documents;
    private long pages;

    /**
     * @param request whose bytes the parser goes through; null where it reads characters, all of them few
     */
    WrittenParts(byte[] request) {
        this.request = request;
    }

    /** Whether a member is read here, with all that is in it. */
    boolean takes(String name) {
        return MEDIA.contains(name) || name.equals("file_data");
    }

    /**
     * Reads the value of such a member.
     *
     * @return false where nobody can say what it costs
     */
    boolean read(String name, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return true;
        }
        if (token == JsonToken.VALUE_STRING && !name.equals("input_audio")) {
            count(name, json);
            return true;
        }
        if (token != JsonToken.START_OBJECT || name.equals("file_data")) {
            json.skipChildren();
            return false;
        }
        boolean known = true;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String member = json.currentName();
            token = json.nextToken();
            if (member.equals("url") || member.equals("data")) {
                known &= token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL;
                if (token == JsonToken.VALUE_STRING) {
                    count(name, json);
                }
            }
            json.skipChildren();
        }
        return known;
    }

    private void count(String name, JsonParser json) throws IOException {
        Text text = text(json);
        boolean data = text.begin.startsWith(DATA);
        if (data || name.equals("input_audio")) {
            bytes += text.length;
        }
        if (name.equals("input_audio")) {
            // whatever codec: at most 32 tokens of a second, which has more bytes than that
            sound += text.length;
        } else if (name.equals("image_url") && (!data || text.begin.startsWith("image/", DATA.length()))) {
            images++;
        } else if (name.equals("video_url")) {
            documents = true;
        } else {
            documents = true;
            long raw = text.length / 4 * 3;
            pages += data ? Math.min(BeyondText.MOST_PAGES, 1 + raw / BeyondText.PAGE_BYTES) : BeyondText.MOST_PAGES;
        }
    }

    /** The beginning of a text, and its length as far as it needs no tokens. */
    private record Text(String begin, long length) {}

    private Text text(JsonParser json) throws IOException {
        if (request == null) {
            String text = json.getText();
            return new Text(text.substring(0, Math.min(LONGEST_TYPE, text.length())), text.length());
        }
        int from = 1 + (int) json.currentTokenLocation().getByteOffset();
        int to = from;
        boolean plain = from > 0 && from <= request.length && request[from - 1] == '"';
        while (plain && to < request.length && request[to] != '"') {
            plain = request[to] != '\\';
            to++;
        }
        if (!plain) {
            // nobody writes base64 with escapes: it counts as what it may be
            return new Text("", 0);
        }
        String begin = new String(request, from, Math.min(LONGEST_TYPE, to - from), StandardCharsets.ISO_8859_1);
        return new Text(begin, to - from);
    }

    /**
     * What has been counted.
     *
     * @param engine of the parser; empty where the request names none
     */
    BeyondText beyond(String engine, long searches, BigDecimal search) {
        if (bytes == 0 && images == 0 && !documents && searches == 0) {
            return BeyondText.NONE;
        }
        long priced = FREE_PARSERS.contains(engine) ? 0 : pages;
        boolean ifNeeded = engine.isEmpty() || engine.equals("native");
        return new BeyondText(bytes, images, sound, documents, priced, ifNeeded && priced > 0, searches, search);
    }
}
