package io.github.camelopenrouter.store;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InMemoryConversationRepositoryTest extends ConversationRepositoryContract {
    private final InMemoryConversationRepository only = new InMemoryConversationRepository(10, 2_000_000, clock);

    @Override
    ConversationRepository repository() {
        return only;
    }

    @Test
    void where_there_are_too_many_those_go_that_were_not_used_for_longest() {
        for (int i = 0; i < 10; i++) {
            save("c:" + i, 0, "m", Map.of(), Set.of(), null);
        }
        load("c:0");

        save("c:10", 0, "m", Map.of(), Set.of(), null);

        assertThat(only.size()).isEqualTo(10);
        assertThat(load("c:0")).isPresent();
        assertThat(load("c:1")).isEmpty();
        assertThat(load("c:10")).isPresent();
    }

    @Test
    void where_they_are_too_long_together_those_go_that_were_not_used_for_longest() {
        save("c:0", 0, "m", Map.of("a", "x".repeat(1_500_000)), Set.of("a"), null);
        save("c:1", 0, "m".repeat(400_000), Map.of(), Set.of(), null);
        assertThat(only.size()).isEqualTo(2);

        save("c:2", 0, "m".repeat(200_000), Map.of(), Set.of(), null);

        assertThat(load("c:0")).isEmpty();
        assertThat(load("c:1")).isPresent();
        assertThat(load("c:2")).isPresent();
    }

    @Test
    void one_that_is_longer_than_all_may_be_is_refused_and_stays_as_it_was() {
        long version = save("c:0", 0, "one", Map.of(), Set.of(), null);

        assertThatThrownBy(() -> save("c:0", version, "m".repeat(2_000_001), Map.of(), Set.of(), null))
                .hasCauseInstanceOf(StoreException.class);

        assertThat(load("c:0"))
                .hasValueSatisfying(found -> assertThat(found.messages()).isEqualTo("one"));
    }

    @Test
    void what_has_expired_takes_no_room_for_long() {
        for (int i = 0; i < 5; i++) {
            save("c:" + i, 0, "m", Map.of(), Set.of(), java.time.Duration.ofMinutes(1));
        }
        clock.move(java.time.Duration.ofMinutes(1));

        for (int i = 5; i < 9; i++) {
            save("c:" + i, 0, "m", Map.of(), Set.of(), null);
        }

        assertThat(only.size()).isEqualTo(4);
    }
}
