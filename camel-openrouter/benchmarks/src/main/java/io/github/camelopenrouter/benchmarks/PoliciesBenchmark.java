package io.github.camelopenrouter.benchmarks;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;
import io.github.camelopenrouter.benchmarks.route.Policy;
import io.github.camelopenrouter.benchmarks.route.PolicyCompletions;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Plan;

/** What each policy costs by itself, above a completion without any: one call after the other, and many at a time. */
final class PoliciesBenchmark implements Benchmarks.Benchmark {

    @Override
    public void run(Setting setting) throws Exception {
        String baseUrl = Plan.answerAfter(0).baseUrl(setting.server().port());
        try (Completions bare = new BareCompletions(baseUrl);
                Completions route = RouteCompletions.bare(new BareCompletions(baseUrl));
                Component component = new Component(setting, baseUrl)) {
            compare(
                    "policies: completions one after the other",
                    setting,
                    bare,
                    route,
                    component,
                    Asking::oneAfterTheOther);
            compare(
                    "policies: " + Asking.WIDTH + " completions in flight",
                    setting,
                    bare,
                    route,
                    component,
                    Asking::manyInFlight);
        }
    }

    private static void compare(
            String title,
            Setting setting,
            Completions bare,
            Completions route,
            Component component,
            Function<Completions, Workload> asking)
            throws Exception {
        Comparison comparison = new Comparison(title, "call", setting.server().pid())
                .baseline("bare", asking.apply(bare))
                .baseline("bare producer in a route", asking.apply(route));
        component.byPolicy.forEach((policy, completions) -> {
            if (policy == Policy.NONE) {
                comparison.baseline(policy.title(), asking.apply(completions));
            } else {
                comparison.with(policy.title(), asking.apply(completions), Target.NONE);
            }
        });
        Scale scale = setting.scale().forMany();
        comparison.run(scale.warmUp(), scale.blocks(), scale.block());
        comparison.printAboveBaseline(setting.out());
    }

    /** A route of the component for each policy; none where it is not to be measured. */
    private static final class Component implements AutoCloseable {
        private final Map<Policy, Completions> byPolicy = new LinkedHashMap<>();

        Component(Setting setting, String baseUrl) throws Exception {
            if (setting.component()) {
                for (Policy policy : Policy.values()) {
                    byPolicy.put(policy, new PolicyCompletions(policy, baseUrl));
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Completions completions : byPolicy.values()) {
                completions.close();
            }
        }
    }
}
