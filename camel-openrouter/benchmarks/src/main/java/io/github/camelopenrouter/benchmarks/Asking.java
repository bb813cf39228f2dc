package io.github.camelopenrouter.benchmarks;

import io.github.camelopenrouter.benchmarks.measure.Workload;

/** Completions that are asked for again and again; the first that fails ends the measurement. */
final class Asking implements Workload {

    /** How many are in flight where many are. */
    static final int WIDTH = 64;

    private final Completions completions;
    private final Workload work;

    private Asking(Completions completions, Workload work) {
        this.completions = completions;
        this.work = work;
    }

    static Workload oneAfterTheOther(Completions completions) {
        return new Asking(completions, until -> {
            long calls = 0;
            while (System.nanoTime() - until < 0) {
                if (completions.ask().isEmpty()) {
                    throw new IllegalStateException("An answer without a text");
                }
                calls++;
            }
            return calls;
        });
    }

    static Workload manyInFlight(Completions completions) {
        return new Asking(completions, new InFlight(WIDTH, 1, ended -> completions.ask(ended)));
    }

    @Override
    public long workUntil(long nanoTime) throws Exception {
        return work.workUntil(nanoTime);
    }

    @Override
    public void rest() {
        completions.rest();
    }
}
