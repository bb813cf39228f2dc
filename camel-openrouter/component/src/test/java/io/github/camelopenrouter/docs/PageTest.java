package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PageTest {
    @TempDir
    Path root;

    @Test
    void a_code_block_becomes_the_region_of_its_file_without_indent_and_inner_tags() throws IOException {
        write("A.java", "x", "    // tag::one[]", "    a", "      // tag::two[]", "      b", "    // end::one[]", "y");

        assertThat(renewed("before", "<!-- snippet: A.java#one -->", "```java", "old", "```", "after"))
                .isEqualTo("before\n<!-- snippet: A.java#one -->\n```java\na\n  b\n```\nafter\n");
    }

    @Test
    void a_generated_part_is_replaced() throws IOException {
        assertThat(renewed("<!-- generated: table -->", "old", "<!-- /generated -->"))
                .isEqualTo("<!-- generated: table -->\n\n<table>\n\n<!-- /generated -->\n");
    }

    @Test
    void what_was_renewed_stays_as_it_is() throws IOException {
        write("A.java", "// tag::one[]", "a", "// end::one[]");
        String once = renewed(
                "<!-- snippet: A.java#one -->", "```java", "```", "<!-- generated: table -->", "<!-- /generated -->");

        assertThat(renewed(once.split("\n"))).isEqualTo(once);
    }

    @Test
    void code_that_no_file_stands_behind_is_refused() {
        assertThatThrownBy(() -> renewed("```java", "a", "```")).hasMessageContaining("no test runs");
    }

    @Test
    void a_region_without_an_end_is_refused() throws IOException {
        write("A.java", "// tag::one[]", "a");

        assertThatThrownBy(() -> renewed("<!-- snippet: A.java#one -->", "```java", "```"))
                .hasMessageContaining("has no region one");
    }

    private String renewed(String... lines) throws IOException {
        return new Page(root, name -> "<" + name + ">").renewed(write("page.md", lines));
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(root.resolve(name), String.join("\n", lines));
    }
}
