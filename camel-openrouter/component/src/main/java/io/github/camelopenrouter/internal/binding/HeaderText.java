package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

import com.fasterxml.jackson.core.JsonGenerator;

import io.github.camelopenrouter.internal.wire.Json;

/** Texts for headers, which are never longer than a limit: writing one that is longer stops there. Thread-safe. */
final class HeaderText {
    /** Writes JSON. */
    @FunctionalInterface
    interface Written {
        void to(JsonGenerator json) throws IOException;
    }

    private final int most;

    /** @param most bytes of a text in UTF-8 */
    HeaderText(int most) {
        this.most = most;
    }

    /** The text itself; null where it is longer. */
    String fitting(String text) {
        return fits(text) ? text : null;
    }

    /** What is written as JSON; null where it is longer. */
    String json(Written written) {
        Bounded out = new Bounded(most);
        try (JsonGenerator json = Json.MAPPER.createGenerator(out)) {
            written.to(json);
        } catch (IOException e) {
            if (out.full) {
                return null;
            }
            throw new UncheckedIOException(e);
        }
        return fitting(out.text.toString());
    }

    private boolean fits(String text) {
        long bytes = text.length();
        if (bytes > most) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // a surrogate is half of four bytes
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes <= most;
    }

    private static final class Bounded extends Writer {
        private final int most;
        private final StringBuilder text = new StringBuilder();
        private boolean full;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(char[] more, int offset, int length) throws IOException {
            if (full || length > most - text.length()) {
                full = true;
                throw new IOException("longer than a header may be");
            }
            text.append(more, offset, length);
        }

        @Override
        public void flush() {
            // it is all here
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
