package io.github.camelopenrouter.internal.conversation;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.conversation.Turns.Entered;

import static org.assertj.core.api.Assertions.assertThat;

/** One turn of a conversation at a time. */
class TurnsTest {
    private final Turns turns = new Turns();
    private final Object repository = new Object();
    private final List<String> begun = new ArrayList<>();

    private Runnable turn(String name) {
        return () -> begun.add(name);
    }

    @Test
    void turns_begin_in_the_order_in_which_they_came() {
        Runnable one = turn("one");
        Runnable two = turn("two");
        Runnable three = turn("three");
        assertThat(turns.enter(repository, "c", one, 5)).isEqualTo(Entered.NOW);
        assertThat(turns.enter(repository, "c", two, 5)).isEqualTo(Entered.LATER);
        assertThat(turns.enter(repository, "c", three, 5)).isEqualTo(Entered.LATER);

        turns.leave(repository, "c", one);
        assertThat(begun).containsExactly("two");
        turns.leave(repository, "c", two);

        assertThat(begun).containsExactly("two", "three");
        turns.leave(repository, "c", three);
        assertThat(turns.size()).isZero();
    }

    @Test
    void one_that_gives_up_waiting_lets_nobody_begin() {
        Runnable one = turn("one");
        Runnable two = turn("two");
        Runnable three = turn("three");
        turns.enter(repository, "c", one, 5);
        turns.enter(repository, "c", two, 5);
        turns.enter(repository, "c", three, 5);

        turns.leave(repository, "c", two);
        turns.leave(repository, "c", two);
        assertThat(begun).isEmpty();
        turns.leave(repository, "c", one);

        assertThat(begun).containsExactly("three");
    }

    @Test
    void no_more_wait_than_may_and_none_where_none_may() {
        turns.enter(repository, "c", turn("one"), 1);
        assertThat(turns.enter(repository, "c", turn("two"), 1)).isEqualTo(Entered.LATER);

        assertThat(turns.enter(repository, "c", turn("three"), 1)).isEqualTo(Entered.FULL);
        assertThat(turns.enter(repository, "c", turn("three"), -1)).isEqualTo(Entered.BUSY);
    }

    @Test
    void conversations_of_other_keys_and_other_repositories_do_not_wait() {
        turns.enter(repository, "c", turn("one"), 1);

        assertThat(turns.enter(repository, "d", turn("two"), 1)).isEqualTo(Entered.NOW);
        assertThat(turns.enter(new Object(), "c", turn("three"), 1)).isEqualTo(Entered.NOW);
    }
}
