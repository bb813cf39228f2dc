package io.github.camelopenrouter.internal.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OwnThread;

import static org.assertj.core.api.Assertions.assertThat;

class RecentMapTest {
    private final RecentMap<String, Integer> map = new RecentMap<>(2);

    @Test
    void what_was_not_used_for_longest_is_forgotten() {
        map.put("a", 1);
        map.put("b", 2);
        map.get("a");
        map.put("c", 3);

        assertThat(map.copy()).containsOnlyKeys("a", "c");
    }

    @Test
    void a_change_is_a_use_and_makes_room_like_others() {
        map.put("a", 1);
        map.put("b", 2);

        assertThat(map.compute("a", (key, value) -> value + 10)).isEqualTo(11);
        assertThat(map.compute("c", (key, value) -> value == null ? 3 : 0)).isEqualTo(3);
        assertThat(map.copy()).containsOnlyKeys("a", "c").containsEntry("a", 11);
    }

    @Test
    void a_change_to_null_leaves_no_entry() {
        map.put("a", 1);

        assertThat(map.compute("a", (key, value) -> null)).isNull();
        assertThat(map.compute("b", (key, value) -> null)).isNull();
        assertThat(map.copy()).isEmpty();
    }

    @Test
    void no_change_is_lost_among_threads() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.runAsync(
                    () -> {
                        for (int j = 0; j < 1_000; j++) {
                            map.compute("a", (key, value) -> value == null ? 1 : value + 1);
                        }
                    },
                    OwnThread.EACH));
        }
        threads.forEach(CompletableFuture::join);

        assertThat(map.get("a")).isEqualTo(4_000);
    }

    @Test
    void null_is_a_key_like_others() {
        map.compute(null, (key, value) -> 1);

        assertThat(map.get(null)).isEqualTo(1);
    }
}
