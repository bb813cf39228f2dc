package io.github.camelopenrouter.internal.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the journal does not take is kept within bounds. */
class ChangesTest {
    private static final long MEGABYTE = 1 << 20;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final List<String> written = new ArrayList<>();
    private final AtomicBoolean down = new AtomicBoolean(true);
    private final Changes changes = new Changes(Runnable::run, timer, 5, 100 * MEGABYTE, () -> {});

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private Runnable writing(String name) {
        return () -> {
            if (down.get()) {
                throw new IllegalStateException("down");
            }
            written.add(name);
        };
    }

    private Change answer(String name, long weight) {
        return Change.answer(
                writing(name), new long[0], weight, "gen-" + name, Change.small(writing("instead of " + name)));
    }

    private void payAll() {
        down.set(false);
        changes.pay(true);
    }

    @Test
    void answers_are_kept_up_to_so_many_bytes_and_of_the_others_it_is_kept_that_nobody_knows() {
        for (String name : List.of("a", "b", "c", "d")) {
            changes.write(answer(name, 30 * MEGABYTE));
        }

        payAll();

        assertThat(written).containsExactly("a", "b", "c", "instead of d");
        assertThat(changes.isEmpty()).isTrue();
    }

    @Test
    void one_answer_may_be_larger_than_all_together() {
        changes.write(answer("a", 200 * MEGABYTE));

        payAll();

        assertThat(written).containsExactly("a");
    }

    @Test
    void bytes_that_were_paid_make_room_for_others() {
        changes.write(answer("a", 90 * MEGABYTE));
        payAll();
        down.set(true);
        changes.write(answer("b", 90 * MEGABYTE));

        payAll();

        assertThat(written).containsExactly("a", "b");
    }

    @Test
    void changes_are_kept_up_to_so_many() {
        for (int i = 0; i < 7; i++) {
            changes.write(Change.small(writing("" + i)));
        }

        payAll();

        assertThat(written).containsExactly("0", "1", "2", "3", "4");
        assertThat(changes.isEmpty()).isTrue();
    }

    @Test
    void a_change_that_is_refused_again_and_again_is_given_up_while_others_are_taken() {
        changes.write(Change.answer(
                () -> {
                    throw new IllegalStateException("never");
                },
                new long[0],
                1,
                "gen-1",
                Change.small(writing("instead"))));
        down.set(false);

        for (int i = 0; i < 11; i++) {
            changes.pay(true);
        }

        assertThat(written).containsExactly("instead");
        assertThat(changes.isEmpty()).isTrue();
    }

    @Test
    void nothing_is_given_up_while_the_journal_is_away() {
        changes.write(answer("a", 1));

        for (int i = 0; i < 50; i++) {
            changes.pay(false);
        }
        payAll();

        assertThat(written).containsExactly("a");
    }

    @Test
    void who_waits_hears_once_also_of_what_was_paid_later() {
        List<Object> heard = new ArrayList<>();
        Change change = Change.answer(writing("a"), new long[] {60_000}, 1, "gen-a", null);
        change.listener(why -> heard.add(why == null ? "written" : why));
        changes.write(change);
        assertThat(heard).isEmpty();

        changes.endPauses();
        payAll();

        assertThat(heard).containsExactly("written");
    }

    @Test
    void threads_that_have_ended_leave_the_change_owed() {
        Changes closed = new Changes(
                task -> {
                    throw new RejectedExecutionException();
                },
                timer,
                5,
                MEGABYTE,
                () -> {});
        down.set(false);

        closed.write(Change.small(writing("a")));
        assertThat(written).isEmpty();
        closed.pay(true);

        assertThat(written).containsExactly("a");
    }
}
