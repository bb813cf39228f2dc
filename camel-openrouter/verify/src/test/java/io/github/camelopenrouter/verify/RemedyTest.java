package io.github.camelopenrouter.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class RemedyTest {
    private static final Path DOCS = Path.of("../../docs");

    @ParameterizedTest
    @EnumSource(Remedy.class)
    void a_remedy_is_in_the_words_of_the_pages(Remedy remedy) throws IOException {
        String pages = plain(Files.readString(DOCS.resolve("failures.md")))
                + plain(Files.readString(DOCS.resolve("verify.md")));
        assertThat(pages).contains(remedy.text());
    }

    /** Without marks of Markdown. */
    private static String plain(String page) {
        return page.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .replaceAll("[`<>]", "")
                .replaceAll("\\s+", " ");
    }
}
