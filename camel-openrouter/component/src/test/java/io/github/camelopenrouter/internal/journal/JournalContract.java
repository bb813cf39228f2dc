package io.github.camelopenrouter.internal.journal;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Answer;
import io.github.camelopenrouter.store.GenerationJournal.Answered;
import io.github.camelopenrouter.store.GenerationJournal.Begun;
import io.github.camelopenrouter.store.GenerationJournal.Busy;
import io.github.camelopenrouter.store.GenerationJournal.Claim;
import io.github.camelopenrouter.store.GenerationJournal.Found;
import io.github.camelopenrouter.store.GenerationJournal.Mismatch;
import io.github.camelopenrouter.store.GenerationJournal.Parked;
import io.github.camelopenrouter.store.GenerationJournal.State;
import io.github.camelopenrouter.store.GenerationJournal.Unanswered;
import io.github.camelopenrouter.store.JdbcGenerationJournal;
import io.github.camelopenrouter.store.StoreException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every journal must keep, whatever it keeps it in. */
abstract class JournalContract {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Answer ANSWER =
            new Answer("gen-1", "openai/gpt-4o", "OpenAI", new BigDecimal("0.00012"), "{\"text\":\"Grüße\"}");

    private final String key = UUID.randomUUID().toString();

    abstract GenerationJournal journal();

    abstract DataSource database();

    /** What somebody did to a row by hand, or another version wrote. */
    private void changed(String set) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(
                            "UPDATE openrouter_journal SET " + set + " WHERE journal_key = '" + key + "'"))
                    .isEqualTo(1);
        }
    }

    private Claim claim(String owner) {
        return new Claim(key, "hash", owner, UUID.randomUUID().toString());
    }

    private Found begin(Claim claim) {
        return journal().begin(claim, LONG);
    }

    /** A row that was sent by somebody who is gone. */
    private Claim abandoned() {
        Claim gone = claim("gone");
        assertThat(begin(gone)).isInstanceOf(Begun.class);
        journal().unanswered(gone, null);
        return gone;
    }

    @Test
    void of_a_new_key_the_first_to_come_sends() {
        assertThat(begin(claim("one"))).isEqualTo(new Begun());
    }

    @Test
    void whoever_comes_second_waits_while_the_lease_lasts() {
        begin(claim("one"));

        assertThat(begin(claim("two")))
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.left()).isBetween(Duration.ofSeconds(1), LONG));
    }

    @Test
    void even_the_same_owner_waits() {
        begin(claim("one"));

        assertThat(begin(claim("one"))).isInstanceOf(Busy.class);
    }

    @Test
    void a_lease_that_has_ended_means_that_nobody_knows() throws Exception {
        Claim gone = claim("one");
        journal().begin(gone, SHORT);

        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(begin(claim("two"))).isEqualTo(new Unanswered(null, 1, gone.token())));
    }

    @Test
    void an_answer_is_there_for_all_who_come_after() {
        Claim mine = claim("one");
        begin(mine);

        assertThat(journal().answered(mine, ANSWER)).isTrue();

        assertThat(begin(claim("two"))).isEqualTo(new Answered(ANSWER.json()));
        assertThat(journal().find(key)).hasValueSatisfying(entry -> {
            assertThat(entry.state()).isEqualTo(State.ANSWERED);
            assertThat(entry.running()).isFalse();
            assertThat(entry.generationId()).isEqualTo("gen-1");
            assertThat(entry.model()).isEqualTo("openai/gpt-4o");
            assertThat(entry.provider()).isEqualTo("OpenAI");
            assertThat(entry.cost()).isEqualByComparingTo("0.00012");
            assertThat(entry.answer()).isEqualTo(ANSWER.json());
        });
    }

    @Test
    void a_cost_keeps_all_its_digits() {
        Claim mine = claim("one");
        begin(mine);
        BigDecimal exact = new BigDecimal("1.234567890123456789E-7");

        journal().answered(mine, new Answer(null, null, null, exact, "{}"));

        assertThat(journal().find(key).orElseThrow().cost()).isEqualByComparingTo(exact);
    }

    @Test
    void a_cost_or_a_name_that_no_column_holds_does_not_keep_the_answer_out() {
        Claim mine = claim("one");
        begin(mine);

        assertThat(journal()
                        .answered(
                                mine,
                                new Answer("gen-1", "m".repeat(300), "a\0b", new BigDecimal("1E-90"), "{\"a\":1}")))
                .isTrue();

        assertThat(begin(claim("two"))).isEqualTo(new Answered("{\"a\":1}"));
        assertThat(journal().find(key).orElseThrow().cost()).isNull();
    }

    @Test
    void a_large_answer_comes_back_whole() {
        Claim mine = claim("one");
        begin(mine);
        String large = "{\"image\":\"" + "x".repeat(5_000_000) + "\"}";

        journal().answered(mine, new Answer(null, null, null, null, large));

        assertThat(begin(claim("two"))).isEqualTo(new Answered(large));
    }

    @Test
    void the_first_answer_stays() {
        Claim mine = claim("one");
        begin(mine);
        journal().answered(mine, ANSWER);

        assertThat(journal().answered(mine, new Answer("gen-2", null, null, null, "{}")))
                .isFalse();

        assertThat(begin(claim("two"))).isEqualTo(new Answered(ANSWER.json()));
    }

    @Test
    void the_same_key_for_another_request_is_a_mistake() {
        begin(claim("one"));

        assertThat(begin(new Claim(key, "other", "one", "token"))).isEqualTo(new Mismatch());
    }

    @Test
    void a_generation_id_is_known_as_soon_as_it_was_noted() {
        Claim gone = claim("one");
        begin(gone);
        journal().answering(gone, "gen-7");
        journal().unanswered(gone, null);

        assertThat(begin(claim("two"))).isEqualTo(new Unanswered("gen-7", 1, gone.token()));
    }

    @Test
    void a_released_key_begins_anew() {
        Claim mine = claim("one");
        begin(mine);

        journal().released(mine);

        assertThat(begin(claim("two"))).isEqualTo(new Begun());
    }

    @Test
    void one_of_many_takes_an_unanswered_row_over() throws Exception {
        Claim gone = abandoned();

        List<Boolean> taken = together(20, () -> journal().takeOver(claim("new"), gone.token(), LONG));

        assertThat(taken).containsOnlyOnce(true);
        assertThat(begin(claim("late"))).isInstanceOf(Busy.class);
        assertThat(journal().find(key).orElseThrow().attempts()).isEqualTo(2);
    }

    @Test
    void a_row_whose_lease_lasts_is_neither_taken_over_nor_parked() {
        Claim mine = claim("one");
        begin(mine);

        assertThat(journal().takeOver(claim("two"), mine.token(), LONG)).isFalse();
        assertThat(journal().park(key, mine.token())).isFalse();
    }

    @Test
    void whoever_lost_a_row_does_not_touch_it_any_more() {
        Claim gone = abandoned();
        Claim next = claim("new");
        journal().takeOver(next, gone.token(), LONG);

        journal().released(gone);
        journal().unanswered(gone, "gen-old");
        journal().answering(gone, "gen-old");

        assertThat(begin(claim("late"))).isInstanceOf(Busy.class);
        assertThat(journal().find(key).orElseThrow().generationId()).isNull();
    }

    @Test
    void an_answer_that_comes_late_counts_all_the_same() {
        Claim gone = abandoned();
        journal().park(key, gone.token());

        assertThat(journal().answered(gone, ANSWER)).isTrue();

        assertThat(begin(claim("two"))).isInstanceOf(Answered.class);
    }

    @Test
    void a_parked_key_stays_parked_until_it_is_forgotten() {
        Claim gone = abandoned();
        assertThat(journal().park(key, gone.token())).isTrue();

        assertThat(begin(claim("two"))).isEqualTo(new Parked(null, 1));
        assertThat(begin(claim("two"))).isEqualTo(new Parked(null, 1));
        assertThat(journal().takeOver(claim("two"), gone.token(), LONG)).isFalse();

        assertThat(journal().forget(key)).isTrue();
        assertThat(journal().forget(key)).isFalse();
        assertThat(begin(claim("two"))).isEqualTo(new Begun());
    }

    @Test
    void renewal_keeps_the_leases_of_one_owner_alone() {
        Claim mine = claim("alive-" + key);
        journal().begin(mine, SHORT);
        Claim other = new Claim(key + "2", "hash", "dead-" + key, "token-" + key);
        journal().begin(other, SHORT);

        journal().renew("alive-" + key, LONG);

        assertThat(begin(claim("two"))).isInstanceOf(Busy.class);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(
                                journal().begin(new Claim(key + "2", "hash", "two", "token2-" + key), LONG))
                        .isInstanceOf(Unanswered.class));
    }

    @Test
    void renewal_does_not_revive_what_its_owner_gave_up() {
        Claim mine = claim("alive-" + key);
        begin(mine);
        journal().unanswered(mine, null);

        journal().renew("alive-" + key, LONG);

        assertThat(begin(claim("two"))).isInstanceOf(Unanswered.class);
    }

    @Test
    void an_owner_that_leaves_makes_way_at_once() {
        Claim mine = claim("leaving-" + key);
        begin(mine);

        journal().leave("leaving-" + key);

        assertThat(begin(claim("two"))).isEqualTo(new Unanswered(null, 1, mine.token()));
    }

    @Test
    void old_rows_are_purged_but_not_those_that_run_or_are_parked() {
        Claim answered = claim("one");
        begin(answered);
        journal().answered(answered, ANSWER);
        Claim runs = new Claim(key + "-runs", "hash", "one", "runs-" + key);
        journal().begin(runs, LONG);
        Claim parked = new Claim(key + "-parked", "hash", "one", "parked-" + key);
        journal().begin(parked, LONG);
        journal().unanswered(parked, null);
        journal().park(parked.key(), parked.token());

        journal().purge(Duration.ofHours(1));
        assertThat(journal().find(key)).isPresent();
        Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            journal().purge(Duration.ZERO);
            assertThat(journal().find(key)).isEmpty();
        });

        assertThat(journal().find(runs.key())).isPresent();
        assertThat(journal().find(parked.key())).isPresent();
    }

    @Test
    void of_many_at_the_same_moment_one_begins() throws Exception {
        List<Found> found = together(20, () -> begin(claim("any")));

        assertThat(found).containsOnlyOnce(new Begun());
        assertThat(found).filteredOn(Busy.class::isInstance).hasSize(19);
    }

    @Test
    void a_state_that_this_version_does_not_know_is_told_and_nothing_begins() throws Exception {
        begin(claim("one"));
        changed("state = 'PAID'");

        assertThatThrownBy(() -> begin(claim("two")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("state")
                .hasMessageContaining("forget");
        assertThatThrownBy(() -> journal().find(key)).isInstanceOf(StoreException.class);
        assertThat(journal().forget(key)).isTrue();
    }

    @Test
    void an_answered_row_without_its_answer_is_told() throws Exception {
        Claim mine = claim("one");
        begin(mine);
        journal().answered(mine, ANSWER);
        changed("answer = NULL");

        assertThatThrownBy(() -> begin(claim("two")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isRetryable()).isFalse())
                .hasMessageContaining("no answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-7", "0", "-2147483648"})
    void an_impossible_number_of_attempts_counts_as_one(String attempts) throws Exception {
        Claim gone = abandoned();
        changed("attempts = " + attempts);

        assertThat(begin(claim("two"))).isEqualTo(new Unanswered(null, 1, gone.token()));
        assertThat(journal().find(key).orElseThrow().attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("oddIds")
    void a_generation_id_that_no_column_holds_is_kept_as_far_as_one_can(String id, String kept) {
        Claim gone = claim("one");
        begin(gone);

        journal().answering(gone, id);
        assertThat(journal().find(key).orElseThrow().generationId()).isEqualTo(kept);
        journal().unanswered(gone, id);
        assertThat(begin(claim("two"))).isEqualTo(new Unanswered(kept, 1, gone.token()));
        journal().answered(gone, new Answer(id, id, id, null, "{}"));
        assertThat(journal().find(key).orElseThrow().generationId()).isEqualTo(kept);
    }

    static List<Arguments> oddIds() {
        return List.of(
                Arguments.of("gen\0-1", "gen-1"),
                Arguments.of("gen-\uD83D", "gen-\uFFFD"),
                Arguments.of("\uDE00gen", "\uFFFDgen"),
                Arguments.of("g\n\u0001", "g\n\u0001"),
                Arguments.of("x".repeat(300), "x".repeat(255)),
                Arguments.of("x".repeat(254) + "\uD83D\uDE00", "x".repeat(254)),
                Arguments.of("\uD83D\uDE00".repeat(200), "\uD83D\uDE00".repeat(127)));
    }

    @Test
    void a_key_of_the_greatest_length_is_kept_in_any_script() {
        for (String character : List.of("x", "\u00fc", "\u6f22", "\uD83D\uDE00")) {
            String longest = character.repeat(GenerationJournal.MAX_KEY / character.length());
            Claim claim = new Claim(longest, "hash", "one", UUID.randomUUID().toString());

            assertThat(begin(claim)).isEqualTo(new Begun());
            assertThat(journal().find(longest)).isPresent();
            journal().forget(longest);
        }
    }

    /** Somebody else holds a lock, and does not let go. */
    @Test
    void a_database_that_does_not_answer_is_left_after_the_statement_timeout() throws Exception {
        begin(claim("one"));
        try (Connection other = database().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE openrouter_journal SET attempts = 2 WHERE journal_key = '" + key + "'");

            assertThatThrownBy(() -> new JdbcGenerationJournal(database(), Duration.ofSeconds(1)).forget(key))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.isRetryable()).isTrue())
                    .hasMessageContaining("could not forget")
                    .hasMessageNotContaining("DELETE");
            other.rollback();
        }
        assertThat(journal().forget(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256, 1_000})
    void a_key_that_no_column_holds_is_refused_and_not_cut(int length) {
        assertThatThrownBy(() -> begin(new Claim("x".repeat(length), "hash", "one", "token")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
    }

    @Test
    void a_renewal_that_would_come_too_late_is_given_up() throws Exception {
        Claim mine = claim("slow-" + key);
        begin(mine);
        try (Connection other = database().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE openrouter_journal SET attempts = 2 WHERE journal_key = '" + key + "'");

            assertThatThrownBy(() -> journal().renew("slow-" + key, Duration.ofSeconds(3)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("could not renew");
            other.rollback();
        }
    }

    @Test
    void many_processes_may_make_the_table_at_once() throws Exception {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 5; i++) {
                statement.execute("DROP TABLE openrouter_journal");
                together(8, () -> {
                    new JdbcGenerationJournal(database()).createSchema();
                    return true;
                });
            }
        }
        assertThat(begin(claim("one"))).isEqualTo(new Begun());
    }

    @Test
    void a_table_that_is_missing_is_named_with_what_makes_it_and_asking_again_is_no_use() throws Exception {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE openrouter_journal RENAME TO openrouter_journal_away");
            try {
                assertThatThrownBy(() -> begin(claim("one")))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.isRetryable()).isFalse())
                        .hasMessageContaining("openrouter_journal ")
                        .hasMessageContaining("JdbcGenerationJournal.createSchema()")
                        .hasMessageContaining("store/JdbcGenerationJournal.sql")
                        .hasMessageNotContaining("INSERT")
                        .hasMessageNotContaining("SELECT");
            } finally {
                statement.execute("ALTER TABLE openrouter_journal_away RENAME TO openrouter_journal");
            }
        }
    }

    private static <T> List<T> together(int count, Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(java.util.Collections.nCopies(count, task))) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
