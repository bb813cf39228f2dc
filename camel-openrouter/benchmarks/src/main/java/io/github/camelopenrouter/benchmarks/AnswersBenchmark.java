package io.github.camelopenrouter.benchmarks;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Shape;
import io.github.camelopenrouter.benchmarks.server.SizedServer;

/** What a completion costs whose text has 1, 10 and 100 KB. */
final class AnswersBenchmark implements Benchmarks.Benchmark {

    private static final int[] KILOBYTES = {1, 10, 100};

    @Override
    public void run(Setting setting) throws Exception {
        try (SizedServer.Child server = new SizedServer.Child()) {
            for (int kilobytes : KILOBYTES) {
                String baseUrl = server.baseUrl(Shape.TEXT, kilobytes << 10);
                try (ThreeSides sides = new ThreeSides(
                        new BareCompletions(baseUrl),
                        RouteCompletions.bare(new BareCompletions(baseUrl)),
                        setting.component() ? RouteCompletions.component(baseUrl) : null)) {
                    sides.compare(
                            "answers: completions of " + kilobytes + " KB",
                            setting,
                            setting.scale().forMany(),
                            server.pid(),
                            Target.NONE);
                }
            }
        }
    }
}
