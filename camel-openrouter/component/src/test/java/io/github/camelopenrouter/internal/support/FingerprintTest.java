package io.github.camelopenrouter.internal.support;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

class FingerprintTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode tree(String json) throws Exception {
        return JSON.readTree(json);
    }

    private static String list(String... texts) {
        Fingerprint print = new Fingerprint();
        for (String text : texts) {
            print.add(text);
        }
        return print.hex();
    }

    @Test
    void bytes_and_texts_have_the_digits_that_every_other_program_gives_them() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertThat(Fingerprint.hex("abc")).isEqualTo(abc);
        assertThat(Fingerprint.hex("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(abc);
    }

    @Test
    void lists_differ_where_only_their_joints_do() {
        assertThat(list("ab", "c")).isNotEqualTo(list("a", "bc")).hasSize(64);
        assertThat(list("ab", "c")).isEqualTo(list("ab", "c"));
    }

    @Test
    void trees_are_equal_whatever_the_order_of_their_members() throws Exception {
        assertThat(Fingerprint.of(tree("{\"a\":1,\"b\":[2,3]}")))
                .isEqualTo(Fingerprint.of(tree("{\"b\":[2,3],\"a\":1}")));
        assertThat(Fingerprint.of(tree("{\"a\":1,\"b\":[2,3]}")))
                .isNotEqualTo(Fingerprint.of(tree("{\"b\":[3,2],\"a\":1}")));
    }
}
