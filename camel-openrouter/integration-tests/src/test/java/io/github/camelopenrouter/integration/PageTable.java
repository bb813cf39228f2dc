package io.github.camelopenrouter.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A table of the page on crashes; it stands there between two comments that name it. */
final class PageTable {
    private static final Path PAGE = Path.of("../../docs/crash-matrix.md");

    private PageTable() {}

    /** Fails unless the page shows these rows, the head first; writes them there with {@code -Ddocs.update=true}. */
    static void assertShown(String name, List<List<String>> rows) throws IOException {
        List<String> page = Files.readAllLines(PAGE);
        List<String> renewed = new ArrayList<>(page.subList(0, page.indexOf("<!-- " + name + " -->") + 1));
        renewed.add("");
        rows.forEach(cells -> renewed.add("| " + String.join(" | ", cells) + " |"));
        renewed.add(renewed.size() - rows.size() + 1, "|---".repeat(rows.get(0).size()) + "|");
        renewed.add("");
        renewed.addAll(page.subList(page.indexOf("<!-- /" + name + " -->"), page.size()));
        if (Boolean.getBoolean("docs.update")) {
            Files.write(PAGE, renewed);
        }

        assertThat(Files.readAllLines(PAGE))
                .as("%s differs from the table; renew it with -Ddocs.update=true", PAGE)
                .isEqualTo(renewed);
    }
}
