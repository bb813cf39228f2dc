package io.github.camelopenrouter.benchmarks;

import java.io.IOException;
import java.util.function.Function;

import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;

/**
 * The same completion bare, by a bare producer in a route, and by the component.
 *
 * @param component null where only the baselines are measured
 */
record ThreeSides(Completions bare, Completions route, Completions component) implements AutoCloseable {

    /**
     * Compares them one call after the other, and with many in flight, and prints both.
     *
     * @param title what is asked for
     * @param serverPid of the server that they ask
     * @param target of the component
     */
    void compare(String title, Setting setting, Scale scale, long serverPid, Target target) throws Exception {
        comparison(title + ", one after the other", serverPid, target, Asking::oneAfterTheOther)
                .run(scale.warmUp(), scale.blocks(), scale.block())
                .print(setting.out());
        comparison(title + ", " + Asking.WIDTH + " in flight", serverPid, target, Asking::manyInFlight)
                .run(scale.warmUp(), scale.blocks(), scale.block())
                .print(setting.out());
    }

    private Comparison comparison(String title, long serverPid, Target target, Function<Completions, Workload> asking) {
        Comparison comparison = new Comparison(title, "call", serverPid)
                .baseline("bare", asking.apply(bare))
                .baseline("bare producer in a route", asking.apply(route));
        return component == null ? comparison : comparison.with("component", asking.apply(component), target);
    }

    @Override
    public void close() throws IOException {
        try (bare;
                route;
                component) {
            // each is closed, whatever becomes of the others
        }
    }
}
