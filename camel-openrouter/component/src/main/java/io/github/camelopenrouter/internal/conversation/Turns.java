package io.github.camelopenrouter.internal.conversation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The turns of this component that are under way or wait, by conversation: one of each runs at a time. Thread-safe, never blocks. */
final class Turns {
    /** A conversation; two repositories may have one of the same key. */
    private record Place(Identity repository, String key) {}

    /** A repository as such, whatever its equals says. */
    private static final class Identity {
        private final Object repository;

        Identity(Object repository) {
            this.repository = repository;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity that && that.repository == repository;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(repository);
        }
    }

    /** How it goes with a turn that came. */
    enum Entered {
        /** It is its turn. */
        NOW,
        /** It waits. */
        LATER,
        /** Another one is under way, and it does not wait. */
        BUSY,
        /** As many wait as may. */
        FULL
    }

    // guarded by this: who runs comes first, then who waits
    private final Map<Place, Deque<Runnable>> all = new HashMap<>();

    /**
     * @param turn called once where it has waited, on the thread of the turn before it: must be short
     * @param most how many may wait; -1 for none at all
     */
    synchronized Entered enter(Object repository, String key, Runnable turn, int most) {
        Deque<Runnable> turns =
                all.computeIfAbsent(new Place(new Identity(repository), key), place -> new ArrayDeque<>());
        if (turns.isEmpty()) {
            turns.add(turn);
            return Entered.NOW;
        }
        if (most < 0) {
            return Entered.BUSY;
        }
        if (turns.size() > most) {
            return Entered.FULL;
        }
        turns.add(turn);
        return Entered.LATER;
    }

    /** Ends a turn, or its waiting; does nothing where it is not there any more. */
    void leave(Object repository, String key, Runnable turn) {
        Runnable next = null;
        synchronized (this) {
            Place place = new Place(new Identity(repository), key);
            Deque<Runnable> turns = all.get(place);
            if (turns == null) {
                return;
            }
            boolean ran = turns.peekFirst() == turn;
            turns.remove(turn);
            if (turns.isEmpty()) {
                all.remove(place);
            } else if (ran) {
                next = turns.peekFirst();
            }
        }
        if (next != null) {
            next.run();
        }
    }

    /** How many run or wait. */
    synchronized int size() {
        return all.values().stream().mapToInt(Deque::size).sum();
    }
}
