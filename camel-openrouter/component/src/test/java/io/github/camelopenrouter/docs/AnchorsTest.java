package io.github.camelopenrouter.docs;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnchorsTest {
    @Test
    void a_heading_is_linked_in_lower_case_with_hyphens_and_without_punctuation() {
        assertThat(Anchors.of(List.of("# Push: `streamTo`", "text", "### Camel's throttle EIP")))
                .containsExactlyInAnyOrder("push-streamto", "camels-throttle-eip");
    }

    @Test
    void a_second_heading_of_the_same_words_gets_a_number() {
        assertThat(Anchors.of(List.of("# Proxy", "## Proxy"))).containsExactlyInAnyOrder("proxy", "proxy-1");
    }

    @Test
    void a_comment_in_code_is_no_heading() {
        assertThat(Anchors.of(List.of("```yaml", "# tag", "```"))).isEmpty();
    }
}
