package io.github.camelopenrouter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfiguredApiKeysTest {
    @TempDir
    private Path folder;

    private final ConfiguredApiKeys keys = new ConfiguredApiKeys();

    @Test
    void the_default_key_has_the_alias_default() {
        keys.setKeys(Map.of("default", "one", "acme", "two"));

        assertThat(keys.apiKey(null)).isEqualTo("one");
        assertThat(keys.apiKey("acme")).isEqualTo("two");
        assertThat(keys.apiKey("globex")).isNull();
    }

    @Test
    void new_keys_take_the_place_of_all_others() {
        keys.setKeys(Map.of("acme", "one", "globex", "two"));

        keys.setKeys(Map.of("acme", "three"));

        assertThat(keys.apiKey("acme")).isEqualTo("three");
        assertThat(keys.apiKey("globex")).isNull();
    }

    @Test
    void a_file_that_changes_counts_from_the_next_call_on() throws Exception {
        keys.setDirectory(folder.toString());
        Files.writeString(folder.resolve("acme"), "one\n");
        assertThat(keys.apiKey("acme")).isEqualTo("one");

        Files.writeString(folder.resolve("acme"), "two\n");

        assertThat(keys.apiKey("acme")).isEqualTo("two");
        assertThat(keys.apiKey(null)).isNull();
    }

    @Test
    void what_is_set_wins_over_a_file() throws Exception {
        keys.setDirectory(folder.toString());
        Files.writeString(folder.resolve("acme"), "of a file");
        keys.getKeys().put("acme", "set");

        assertThat(keys.apiKey("acme")).isEqualTo("set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/etc/hostname", ".hidden", "..", "", "a/b", "a\\b", "a b"})
    void an_alias_names_no_file_elsewhere(String alias) throws Exception {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Files.writeString(folder.resolve("outside"), "secret");
        Files.writeString(inside.resolve(".hidden"), "secret");
        keys.setDirectory(inside.toString());

        assertThat(keys.apiKey(alias)).isNull();
    }

    @Test
    void a_file_that_is_no_key_is_not_read_to_its_end() throws Exception {
        keys.setDirectory(folder.toString());
        Files.write(folder.resolve("acme"), new byte[100_000]);

        assertThatThrownBy(() -> keys.apiKey("acme"))
                .hasMessage(
                        "The file acme in the directory of ConfiguredApiKeys is longer than 8192 bytes: it is no key");
    }

    @Test
    void its_text_has_aliases_and_no_keys() {
        keys.setKeys(Map.of("acme", "sk-or-v1-secret"));

        assertThat(keys).hasToString("ConfiguredApiKeys[acme]");
    }
}
