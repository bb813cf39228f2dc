package io.github.camelopenrouter.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EnvironmentFileTest {
    private static final String KEY = "OPENROUTER_API_KEY";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPENROUTER_API_KEY=sk-or-v1-1",
                "OPENROUTER_API_KEY = sk-or-v1-1",
                "OPENROUTER_API_KEY=\"sk-or-v1-1\"",
                "OPENROUTER_API_KEY='sk-or-v1-1'",
                "OPENROUTER_API_KEY=sk-or-v1-1 # my key",
                "export OPENROUTER_API_KEY=sk-or-v1-1",
                "  export\tOPENROUTER_API_KEY=\"sk-or-v1-1\"",
                "export OPENROUTER_API_KEY='sk-or-v1-1'",
                "\uFEFFexport OPENROUTER_API_KEY=sk-or-v1-1",
                "\uFEFFOPENROUTER_API_KEY=sk-or-v1-1",
            })
    void a_line_sets_a_name(String line) throws IOException {
        write(line);

        assertThat(EnvironmentFile.read(folder)).isEqualTo(Map.of(KEY, "sk-or-v1-1"));
    }

    @Test
    void line_ends_of_windows_are_no_part_of_a_value() throws IOException {
        write("# settings\r\n\r\nexport OPENROUTER_API_KEY=sk-or-v1-1\r\nOPENROUTER_MODEL=openai/gpt-4o-mini\r\n");

        assertThat(EnvironmentFile.read(folder))
                .isEqualTo(Map.of(KEY, "sk-or-v1-1", "OPENROUTER_MODEL", "openai/gpt-4o-mini"));
    }

    @Test
    void no_file_sets_nothing() {
        assertThat(EnvironmentFile.read(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-or-v1-1", "export", "export OPENROUTER_API_KEY", "set OPENROUTER_API_KEY=sk-or-v1-1"})
    void any_other_line_is_refused_and_not_quoted(String line) throws IOException {
        write("OPENROUTER_MODEL=openai/gpt-4o-mini\n" + line + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvironmentFile.read(folder))
                .withMessageContaining(".env")
                .withMessageContaining("NAME=value")
                .withMessageNotContaining("sk-or");
    }

    @Test
    void a_file_that_is_not_utf_8_is_refused() throws IOException {
        Files.write(folder.resolve(".env"), "OPENROUTER_API_KEY=sk-or-v1-1\n".getBytes(StandardCharsets.UTF_16));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvironmentFile.read(folder))
                .withMessageContaining("UTF-8");
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve(".env"), text);
    }
}
