package io.github.camelopenrouter.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import io.github.cdimascio.dotenv.internal.DotenvParser;
import io.github.cdimascio.dotenv.internal.DotenvReader;

/** The file {@code .env}: lines {@code NAME=value}, as the dotenv library reads them, or {@code export NAME=value}, as a shell does. */
final class EnvironmentFile {
    /** What may stand before a name: a byte order mark of Windows editors, and the word of the shell. */
    private static final Pattern BEFORE_THE_NAME = Pattern.compile("^\\uFEFF?\\s*(?:export\\s+(?=\\w))?");

    private static final Pattern SINGLE_QUOTES = Pattern.compile("^'(.*)'$");

    private EnvironmentFile() {}

    /**
     * What the file in the folder sets; nothing where there is no such file.
     *
     * @throws IllegalArgumentException if a line is neither blank nor a comment nor sets a name; the message does not quote it, as it
     *     may hold a key
     */
    static Map<String, String> read(Path folder) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            for (DotenvEntry entry : new DotenvParser(new Lines(folder), false, true).parse()) {
                values.put(
                        entry.getKey(), SINGLE_QUOTES.matcher(entry.getValue()).replaceFirst("$1"));
            }
        } catch (DotenvException e) {
            throw new IllegalArgumentException(
                    "The file .env has a line that is not NAME=value, or is not text in UTF-8");
        }
        return values;
    }

    private static final class Lines extends DotenvReader {
        Lines(Path folder) {
            super(folder.toAbsolutePath().toString(), ".env"); // of an empty path it would make the root
        }

        @Override
        public List<String> read() throws IOException {
            return super.read().stream()
                    .map(line -> BEFORE_THE_NAME.matcher(line).replaceFirst(""))
                    .toList();
        }
    }
}
