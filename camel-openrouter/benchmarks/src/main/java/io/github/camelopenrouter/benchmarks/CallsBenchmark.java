package io.github.camelopenrouter.benchmarks;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Plan;

/** What a completion costs that is answered at once: one after the other, and many at a time. */
final class CallsBenchmark implements Benchmarks.Benchmark {

    private static final Target TARGET = new Target(1.15, 17 * 1024);

    @Override
    public void run(Setting setting) throws Exception {
        String baseUrl = Plan.answerAfter(0).baseUrl(setting.server().port());
        try (ThreeSides sides = new ThreeSides(
                new BareCompletions(baseUrl),
                RouteCompletions.bare(new BareCompletions(baseUrl)),
                setting.component() ? RouteCompletions.component(baseUrl) : null)) {
            sides.compare(
                    "calls: completions",
                    setting,
                    setting.scale(),
                    setting.server().pid(),
                    TARGET);
        }
    }
}
