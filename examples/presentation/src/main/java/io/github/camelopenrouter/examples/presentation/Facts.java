package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known for certain: the lines of a file. A model asks for those that it needs. */
final class Facts {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final int SHORTEST_WORD = 4;
    private static final int MOST_LINES = 20;

    private final List<String> lines;

    private Facts(List<String> lines) {
        this.lines = lines;
    }

    /**
     * @param file null for those of this example
     * @throws IOException if it cannot be read, or is not UTF-8
     */
    static Facts read(Path file) throws IOException {
        return new Facts(file == null ? Resource.text("facts.txt").lines().toList() : Files.readAllLines(file));
    }

    /** Lines that have a word of the subject, as text for a model. */
    String about(String subject) {
        Set<String> wanted = words(subject).collect(Collectors.toSet());
        String known = lines.stream()
                .filter(line -> words(line).anyMatch(wanted::contains))
                .limit(MOST_LINES)
                .collect(Collectors.joining("\n"));
        return known.isEmpty() ? "Nothing is known about that. Write no numbers." : known;
    }

    private static Stream<String> words(String text) {
        return BETWEEN_WORDS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> word.length() >= SHORTEST_WORD);
    }
}
