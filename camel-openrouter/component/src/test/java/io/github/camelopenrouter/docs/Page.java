package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown page whose code comes from files that a test runs, and whose tables come from the catalogue:
 *
 * <ul>
 *   <li>{@code <!-- snippet: path/File.java#name -->} before a code block: the block is the region between {@code tag::name[]}
 *       and {@code end::name[]} of that file.
 *   <li>{@code <!-- generated: name -->} to {@code <!-- /generated -->}: what a generator makes.
 * </ul>
 */
final class Page {
    private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->");
    private static final Pattern GENERATED = Pattern.compile("<!-- generated: (\\S+) -->");
    private static final String GENERATED_END = "<!-- /generated -->";
    private static final Pattern TAG = Pattern.compile("(tag|end)::([\\w-]+)\\[]");
    private static final Pattern CODE = Pattern.compile("```(java|yaml|xml|json|properties)");
    private static final String FENCE = "```";

    private final Path root;
    private final UnaryOperator<String> generators;

    Page(Path root, UnaryOperator<String> generators) {
        this.root = root;
        this.generators = generators;
    }

    /** The page as it should be. Fails where it has code that no file stands behind. */
    String renewed(Path page) {
        List<String> lines = lines(page);
        List<String> renewed = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            String line = lines.get(i++);
            Matcher snippet = SNIPPET.matcher(line);
            Matcher generated = GENERATED.matcher(line);
            if (CODE.matcher(line).matches()) {
                throw new AssertionError(
                        page + ":" + i + " has code that no test runs: put a snippet marker before it");
            }
            renewed.add(line);
            if (snippet.matches()) {
                String fence = i < lines.size() ? lines.get(i++) : "";
                if (!fence.startsWith(FENCE)) {
                    throw new AssertionError(page + ":" + i + " must open a code block: a snippet marker precedes it");
                }
                renewed.add(fence);
                renewed.addAll(region(root.resolve(snippet.group(1)), snippet.group(2)));
                i = until(FENCE, lines, i, page);
                renewed.add(FENCE);
            } else if (generated.matches()) {
                renewed.add("");
                renewed.addAll(generators.apply(generated.group(1)).lines().toList());
                renewed.add("");
                i = until(GENERATED_END, lines, i, page);
                renewed.add(GENERATED_END);
            }
        }
        return String.join("\n", renewed) + "\n";
    }

    private static int until(String end, List<String> lines, int from, Path page) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).equals(end)) {
                return i + 1;
            }
        }
        throw new AssertionError(page + ":" + from + " is not followed by " + end);
    }

    private static List<String> region(Path file, String name) {
        List<String> region = new ArrayList<>();
        boolean inside = false;
        boolean found = false;
        for (String line : lines(file)) {
            Matcher tag = TAG.matcher(line);
            if (tag.find()) {
                if (tag.group(2).equals(name)) {
                    inside = tag.group(1).equals("tag");
                    found |= inside;
                }
            } else if (inside) {
                region.add(line);
            }
        }
        if (!found || inside || region.isEmpty()) {
            throw new AssertionError(file + " has no region " + name + " with a beginning, a content and an end");
        }
        int indent = region.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return region.stream()
                .map(line -> line.isBlank() ? "" : line.substring(indent))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
