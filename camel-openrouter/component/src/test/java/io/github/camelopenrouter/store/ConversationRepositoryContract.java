package io.github.camelopenrouter.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.store.ConversationRepository.Change;
import io.github.camelopenrouter.store.ConversationRepository.Conversation;

import static org.assertj.core.api.Assertions.assertThat;

/** What every repository of conversations does. */
abstract class ConversationRepositoryContract {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Stands until it is moved. */
    static final class Hands extends Clock {
        private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    final Hands clock = new Hands();
    final String key = ConversationRepository.key("tenant", UUID.randomUUID().toString());

    private ConversationRepository repository;

    /** The same repository as ever, or another one that shares its conversations where there can be one. */
    abstract ConversationRepository repository();

    ConversationRepository one() {
        if (repository == null) {
            repository = repository();
        }
        return repository;
    }

    static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    Optional<Conversation> load(String which) {
        return done(one().load(which));
    }

    long save(long version, String messages) {
        return save(key, version, messages, Map.of(), Set.of(), null);
    }

    long save(
            String which, long version, String messages, Map<String, String> added, Set<String> kept, Duration expiry) {
        return done(one().save(which, new Change(version, messages, added, kept, expiry)));
    }

    @Test
    void a_conversation_that_never_was_is_empty() {
        assertThat(load(key)).isEmpty();
    }

    @Test
    void what_was_saved_is_loaded_as_it_was() {
        String messages = "{\"messages\":[{\"message\":{\"content\":\"\\u00e9\\ud83d\\ude00\\u0000 '\\\"\\n\"}}]}";

        long version = save(0, messages);

        assertThat(version).isPositive();
        assertThat(load(key)).hasValueSatisfying(found -> {
            assertThat(found.version()).isEqualTo(version);
            assertThat(found.messages()).isEqualTo(messages);
            assertThat(found.attachments()).isEmpty();
        });
    }

    @Test
    void a_conversation_of_a_megabyte_comes_back_whole() {
        String messages = "{\"messages\":[\"" + "x".repeat(1_000_000) + "\"]}";

        save(0, messages);

        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.messages()).isEqualTo(messages));
    }

    @Test
    void a_change_needs_the_version_that_was_read() {
        long first = save(0, "one");

        long second = save(first, "two");
        long late = save(first, "three");

        assertThat(second).isPositive().isNotEqualTo(first);
        assertThat(late).isZero();
        assertThat(load(key)).hasValueSatisfying(found -> {
            assertThat(found.messages()).isEqualTo("two");
            assertThat(found.version()).isEqualTo(second);
        });
    }

    @Test
    void a_conversation_begins_once() {
        save(0, "one");

        assertThat(save(0, "two")).isZero();
        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.messages()).isEqualTo("one"));
    }

    @Test
    void a_conversation_that_is_not_there_cannot_be_changed() {
        assertThat(save(7, "one")).isZero();
        assertThat(load(key)).isEmpty();
    }

    @Test
    void attachments_are_kept_until_no_version_refers_to_them() {
        long first = save(key, 0, "one", Map.of("a", "data:a", "b", "data:b"), Set.of("a", "b"), null);
        assertThat(load(key))
                .hasValueSatisfying(
                        found -> assertThat(found.attachments()).isEqualTo(Map.of("a", "data:a", "b", "data:b")));

        long second = save(key, first, "two", Map.of("c", "data:c"), Set.of("b", "c"), null);
        assertThat(load(key))
                .hasValueSatisfying(
                        found -> assertThat(found.attachments()).isEqualTo(Map.of("b", "data:b", "c", "data:c")));

        save(key, second, "three", Map.of(), Set.of(), null);
        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.attachments()).isEmpty());
    }

    @Test
    void a_change_that_came_too_late_leaves_the_attachments_as_they_were() {
        long first = save(key, 0, "one", Map.of("a", "data:a"), Set.of("a"), null);
        save(key, first, "two", Map.of(), Set.of("a"), null);

        assertThat(save(key, first, "three", Map.of("b", "data:b"), Set.of("b"), null))
                .isZero();

        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.attachments()).isEqualTo(Map.of("a", "data:a")));
    }

    @Test
    void attachments_of_one_conversation_are_not_those_of_another() {
        String other = ConversationRepository.key(null, UUID.randomUUID().toString());
        save(key, 0, "one", Map.of("a", "data:a"), Set.of("a"), null);
        save(other, 0, "two", Map.of(), Set.of(), null);

        done(one().forget(other));

        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.attachments()).isEqualTo(Map.of("a", "data:a")));
        assertThat(load(other)).isEmpty();
    }

    @Test
    void what_is_forgotten_is_gone_with_its_attachments() {
        save(key, 0, "one", Map.of("a", "data:a"), Set.of("a"), null);

        assertThat(done(one().forget(key))).isTrue();
        assertThat(done(one().forget(key))).isFalse();

        assertThat(load(key)).isEmpty();
        save(key, 0, "two", Map.of(), Set.of(), null);
        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.attachments()).isEmpty());
    }

    @Test
    void one_that_was_forgotten_and_began_anew_is_not_taken_for_what_it_was() {
        long first = save(0, "one");
        done(one().forget(key));
        save(0, "anew");

        assertThat(save(first, "late")).isZero();
        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.messages()).isEqualTo("anew"));
    }

    @Test
    void a_conversation_expires_when_it_was_not_changed_for_so_long() {
        long first = save(key, 0, "one", Map.of(), Set.of(), HOUR);
        clock.move(HOUR.minusMillis(1));
        assertThat(load(key)).isPresent();
        save(key, first, "two", Map.of(), Set.of(), HOUR);
        clock.move(HOUR.minusMillis(1));
        assertThat(load(key)).isPresent();

        clock.move(Duration.ofMillis(1));

        assertThat(load(key)).isEmpty();
    }

    @Test
    void after_it_has_expired_a_conversation_begins_anew() {
        save(key, 0, "one", Map.of("a", "data:a"), Set.of("a"), HOUR);
        clock.move(HOUR);

        assertThat(save(key, 0, "two", Map.of(), Set.of(), HOUR)).isPositive();

        assertThat(load(key)).hasValueSatisfying(found -> {
            assertThat(found.messages()).isEqualTo("two");
            assertThat(found.attachments()).isEmpty();
        });
    }

    @Test
    void a_turn_that_was_under_way_when_its_conversation_expired_is_written() {
        long first = save(key, 0, "one", Map.of(), Set.of(), HOUR);
        clock.move(HOUR);

        assertThat(save(key, first, "two", Map.of(), Set.of(), HOUR)).isPositive();

        assertThat(load(key))
                .hasValueSatisfying(found -> assertThat(found.messages()).isEqualTo("two"));
    }

    @Test
    void of_many_who_change_one_version_at_once_one_is_first() throws Exception {
        long first = save(0, "one");

        assertThat(atOnce(8, first)).isEqualTo(1);
    }

    @Test
    void of_many_who_begin_a_conversation_at_once_one_is_first() throws Exception {
        assertThat(atOnce(8, 0)).isEqualTo(1);
    }

    /** How many of so many were first. */
    private long atOnce(int many, long version) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            CyclicBarrier start = new CyclicBarrier(many);
            List<Future<Long>> saved = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                ConversationRepository mine = repository();
                String messages = "by " + i;
                saved.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return done(mine.save(key, new Change(version, messages, Map.of(), Set.of(), null)));
                }));
            }
            long firsts = 0;
            for (Future<Long> each : saved) {
                firsts += each.get(30, TimeUnit.SECONDS) == 0 ? 0 : 1;
            }
            return firsts;
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void no_turn_is_lost_where_each_is_written_behind_the_others() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ConversationRepository mine = repository();
                String name = "<" + i + ">";
                all.add(threads.submit(() -> {
                    for (int turn = 0; turn < 5; turn++) {
                        append(mine, name);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(load(key)).hasValueSatisfying(found -> {
            assertThat(found.messages()).hasSize(20 * 3);
            for (int i = 0; i < 4; i++) {
                assertThat(found.messages().split("<" + i + ">", -1)).hasSize(6);
            }
        });
    }

    private void append(ConversationRepository mine, String name) {
        long saved = 0;
        while (saved == 0) {
            Conversation found = done(mine.load(key)).orElse(null);
            String messages = found == null ? name : found.messages() + name;
            saved = done(mine.save(
                    key, new Change(found == null ? 0 : found.version(), messages, Map.of(), Set.of(), null)));
        }
    }

    @Test
    void no_text_of_it_shows_what_was_said() {
        save(0, "secret words");

        assertThat(load(key).toString()).doesNotContain("secret");
        assertThat(new Change(0, "secret words", Map.of("a", "secret"), Set.of(), null).toString())
                .doesNotContain("secret");
    }
}
