package io.github.camelopenrouter.benchmarks;

import java.time.Duration;

/**
 * How much is done: enough for numbers, or just enough to see that everything works.
 *
 * @param warmUp of each way before anything is measured
 * @param blocks of each way
 * @param block how long one takes
 * @param heldCalls in flight at a time
 * @param holdMillis that each is held
 * @param pacedStreams at a time
 * @param pacedSettle before lags count
 * @param paced how long lags are measured
 * @param abandons of each kind
 */
record Scale(
        Duration warmUp,
        int blocks,
        Duration block,
        int heldCalls,
        int holdMillis,
        int pacedStreams,
        Duration pacedSettle,
        Duration paced,
        int abandons) {

    static final Scale FULL = new Scale(
            Duration.ofSeconds(5),
            7,
            Duration.ofMillis(1500),
            10_000,
            10_000,
            1000,
            Duration.ofSeconds(8),
            Duration.ofSeconds(12),
            9);
    static final Scale QUICK = new Scale(
            Duration.ofSeconds(1),
            3,
            Duration.ofMillis(300),
            1000,
            2000,
            100,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            2);
    private static final Scale BRIEF = new Scale(
            Duration.ofMillis(300),
            2,
            Duration.ofMillis(250),
            QUICK.heldCalls,
            QUICK.holdMillis,
            QUICK.pacedStreams,
            QUICK.pacedSettle,
            QUICK.paced,
            QUICK.abandons);

    /** For a benchmark of many ways or cases: as much where numbers count, and less of each where they do not. */
    Scale forMany() {
        return this == QUICK ? BRIEF : this;
    }
}
