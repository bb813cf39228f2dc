package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages say what the code does: every block of code is part of a file that a test runs, every table comes from the
 * catalogue, every option, header and link exists. {@code -Ddocs.update=true} writes code and tables anew.
 */
class DocsTest {
    private static final Pattern URI = Pattern.compile("openrouter:(\\w*)\\?([^\\s\"'`)<>]+)");
    private static final Pattern HEADER = Pattern.compile("`(CamelOpenRouter\\w+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

    private static final Path COMPONENT = Path.of("").toAbsolutePath();
    private static final Path ROOT = COMPONENT.getParent().getParent();
    private static final Catalogue CATALOGUE = new Catalogue(COMPONENT);

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(markdown(ROOT, 1));
        pages.addAll(markdown(ROOT.resolve("docs"), 2));
        pages.addAll(markdown(ROOT.resolve("examples"), 2));
        assertThat(pages).hasSizeGreaterThan(5);
        return pages;
    }

    private static List<Path> markdown(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void code_and_tables_are_those_of_the_sources(Path page) throws IOException {
        String renewed = new Page(ROOT, CATALOGUE::generate).renewed(page);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(page, renewed);
        }
        assertThat(Files.readString(page))
                .as("%s differs from its sources; renew it with -Ddocs.update=true", page)
                .isEqualTo(renewed);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void endpoints_use_options_that_exist(Path page) throws IOException {
        Matcher uri = URI.matcher(Files.readString(page));
        while (uri.find()) {
            assertThat(uri.group(1))
                    .as("the operation in %s", uri.group())
                    .isIn("completion", "streaming", "generation", "tool");
            for (String option : uri.group(2).replace("&amp;", "&").split("&")) {
                String name = option.split("=")[0];
                assertThat(CATALOGUE.hasOption(name))
                        .as("the option %s in %s", name, uri.group())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void headers_exist(Path page) throws IOException {
        Matcher header = HEADER.matcher(Files.readString(page));
        while (header.find()) {
            assertThat(CATALOGUE.hasHeader(header.group(1)))
                    .as("the header %s", header.group(1))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_lead_to_files_and_headings_that_exist(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(target).as("the link %s", link.group()).exists();
            if (link.group(2) != null) {
                assertThat(Anchors.of(Files.readAllLines(target)))
                        .as("the headings that %s of %s may lead to", link.group(), page)
                        .contains(link.group(2));
            }
        }
    }
}
