package io.github.camelopenrouter.internal.money;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.call.CallFacts;

import static org.assertj.core.api.Assertions.assertThat;

/** Which generation an attempt was that left no trace, as far as the response cache tells. */
class LostTest {
    private static final CallFacts FACTS = facts("key", "hash");

    private final LostGenerations lost = new LostGenerations();
    private final List<String> found = new ArrayList<>();

    @Test
    void the_answer_that_repeats_a_lost_generation_names_it() {
        lost.lost(FACTS, found::add);

        lost.repeated(FACTS, "gen-1");

        assertThat(found).containsExactly("gen-1");
    }

    @Test
    void one_generation_is_found_once() {
        lost.lost(FACTS, found::add);
        lost.lost(FACTS, found::add);

        lost.repeated(FACTS, "gen-1");
        lost.repeated(FACTS, "gen-1");

        assertThat(found).containsExactly("gen-1");
    }

    @Test
    void a_generation_whose_cost_is_counted_is_not_what_was_lost() {
        lost.counted(FACTS, "gen-1");
        lost.lost(FACTS, found::add);

        lost.repeated(FACTS, "gen-1");

        assertThat(found).isEmpty();
    }

    @Test
    void another_request_or_key_finds_nothing() {
        lost.lost(FACTS, found::add);

        lost.repeated(facts("key", "other"), "gen-1");
        lost.repeated(facts("other", "hash"), "gen-1");

        assertThat(found).isEmpty();
    }

    @Test
    void without_the_response_cache_nothing_is_kept() {
        lost.lost(facts("key", null), found::add);

        lost.repeated(facts("key", null), "gen-1");

        assertThat(found).isEmpty();
    }

    private static CallFacts facts(String keyId, String requestHash) {
        return new CallFacts("model", List.of(), keyId, null, "route", null, 100, null, 1, requestHash);
    }
}
