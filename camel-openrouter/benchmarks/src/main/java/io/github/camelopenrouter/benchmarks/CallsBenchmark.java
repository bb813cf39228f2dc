package io.github.camelopenrouter.benchmarks;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Plan;

/** What a completion costs that is answered at once: one after the other, and many at a time. */
final class CallsBenchmark implements Benchmarks.Benchmark {

    private static final Target TARGET = new Target(1.15, 17 * 1024);

    @Override
    public void run(Setting setting) throws Exception {
        String baseUrl = Plan.answerAfter(0).baseUrl(setting.server().port());
        try (Completions bare = new BareCompletions(baseUrl);
                Completions route = RouteCompletions.bare(baseUrl);
                Completions component = setting.component() ? RouteCompletions.component(baseUrl) : null) {
            compare(
                    "calls: completions one after the other",
                    setting,
                    Asking.oneAfterTheOther(bare),
                    Asking.oneAfterTheOther(route),
                    Asking.oneAfterTheOther(component));
            compare(
                    "calls: " + Asking.WIDTH + " completions in flight",
                    setting,
                    Asking.manyInFlight(bare),
                    Asking.manyInFlight(route),
                    Asking.manyInFlight(component));
        }
    }

    private static void compare(String title, Setting setting, Workload bare, Workload route, Workload component)
            throws Exception {
        Comparison comparison = new Comparison(title, "call", setting.server().pid())
                .baseline("bare", bare)
                .baseline("bare producer in a route", route);
        if (setting.component()) {
            comparison.with("component", component, TARGET);
        }
        Scale scale = setting.scale();
        comparison.run(scale.warmUp(), scale.blocks(), scale.block()).print(setting.out());
    }
}
