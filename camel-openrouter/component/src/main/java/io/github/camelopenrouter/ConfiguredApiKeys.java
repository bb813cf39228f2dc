package io.github.camelopenrouter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keys by alias, set up by properties alone: for an application without Java. What {@code keys} says wins over the files of {@code
 * directory}. The default key has the alias {@value #DEFAULT}. Thread-safe.
 */
public final class ConfiguredApiKeys implements ApiKeyProvider {
    private static final String DEFAULT = "default";

    /** An alias may come from outside: it names a file of the folder, and nothing else. */
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final int LONGEST = 8_192;

    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private volatile Path directory;

    public ConfiguredApiKeys() {
        // what it knows is set
    }

    /** Keys by alias, to be changed at any time. */
    public Map<String, String> getKeys() {
        return keys;
    }

    /** Takes the place of all that were known. */
    public void setKeys(Map<String, String> keys) {
        this.keys.putAll(keys);
        this.keys.keySet().retainAll(keys.keySet());
    }

    public String getDirectory() {
        return directory == null ? null : directory.toString();
    }

    /**
     * A folder of files, each of which has the name of an alias and holds its key, as secrets are mounted into containers. A file is read
     * anew for each call: a key that was exchanged counts from the next call on.
     */
    public void setDirectory(String directory) {
        this.directory = directory == null ? null : Path.of(directory);
    }

    @Override
    public String apiKey(String alias) {
        String name = alias == null ? DEFAULT : alias;
        String key = keys.get(name);
        Path folder = directory;
        return key != null || folder == null || !ALIAS.matcher(name).matches() ? key : read(folder.resolve(name));
    }

    /** Null where there is no such file. */
    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LONGEST + 1);
            if (content.length > LONGEST) {
                throw new IllegalStateException("The file " + file.getFileName()
                        + " in the directory of ConfiguredApiKeys is longer than " + LONGEST + " bytes: it is no key");
            }
            return new String(content, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without any key. */
    @Override
    public String toString() {
        return "ConfiguredApiKeys" + keys.keySet();
    }
}
