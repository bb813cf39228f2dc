package io.github.camelopenrouter.benchmarks.measure;

/** Something that is done again and again. */
@FunctionalInterface
public interface Workload {

    /** Works until {@link System#nanoTime()} has come to the given time; answers how many operations that were. */
    long workUntil(long nanoTime) throws Exception;

    /** Comes after each time, while nothing is measured: what the work has left behind may go. */
    default void rest() throws Exception {
        // most leave nothing behind
    }
}
