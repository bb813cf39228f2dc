package io.github.camelopenrouter.internal.journal;

import java.util.function.Consumer;

/** Something that is to be written into the journal, and what happens when it is or when it cannot be. Thread-safe. */
final class Change {
    private enum State {
        /** It waits for a thread, or for the end of a pause. */
        WAITING,
        WRITING,
        /** It is tried only together with the other changes that the journal did not take. */
        OWED,
        DONE
    }

    private final Runnable write;
    private final long[] pauses;
    private final long weight;
    private final String generation;
    private final Change instead;

    private State state = State.WAITING;
    private boolean paused;
    private boolean abandoned;
    private Consumer<Throwable> told;
    /** How often the journal refused it; only the one thread that pays what is owed uses it. */
    int refused;

    private Change(Runnable write, long[] pauses, long weight, String generation, Change instead) {
        this.write = write;
        this.pauses = pauses;
        this.weight = weight;
        this.generation = generation;
        this.instead = instead;
    }

    /** A change that holds nothing large and is tried once before it is owed. */
    static Change small(Runnable write) {
        return new Change(write, new long[0], 0, null, null);
    }

    /**
     * The writing of an answer.
     *
     * @param pauses before each further attempt, in milliseconds
     * @param weight about as many bytes as it holds
     * @param generation its id for the log; may be null
     * @param instead written where this cannot be
     */
    static Change answer(Runnable write, long[] pauses, long weight, String generation, Change instead) {
        return new Change(write, pauses, weight, generation, instead);
    }

    long weight() {
        return weight;
    }

    String generation() {
        return generation;
    }

    Change instead() {
        return instead;
    }

    void write() {
        write.run();
    }

    /** Who hears of the end of the first attempts: null where it was written. Hears once, on a thread that may block. */
    synchronized void listener(Consumer<Throwable> listener) {
        told = listener;
    }

    void tell(Throwable why) {
        Consumer<Throwable> listener;
        synchronized (this) {
            listener = told;
            told = null;
        }
        if (listener != null) {
            listener.accept(why);
        }
    }

    /** Whether the caller is to write it now. */
    synchronized boolean begin() {
        if (state != State.WAITING) {
            return false;
        }
        paused = false;
        state = State.WRITING;
        return true;
    }

    /** The pause before the attempt after this many; negative where there is none. */
    synchronized long pause(int tries) {
        if (abandoned || tries >= pauses.length) {
            return -1;
        }
        state = State.WAITING;
        paused = true;
        return pauses[tries];
    }

    /**
     * Says that nobody waits for it any more. If it is being written, it is owed if that fails.
     *
     * @return whether it is to be owed at once
     */
    synchronized boolean abandon() {
        abandoned = true;
        return state == State.WAITING;
    }

    synchronized boolean isPaused() {
        return state == State.WAITING && paused;
    }

    /** Whether it is owed from now on, and was not before. */
    synchronized boolean owe() {
        if (state == State.OWED || state == State.DONE) {
            return false;
        }
        state = State.OWED;
        return true;
    }

    synchronized boolean isOwed() {
        return state == State.OWED;
    }

    synchronized void done() {
        state = State.DONE;
    }
}
