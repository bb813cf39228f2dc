package io.github.camelopenrouter.benchmarks;

import java.io.IOException;
import java.util.function.Function;

import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Plan;

/**
 * What a model costs that uses a trivial tool twice before it answers, beside three completions that follow each other; and what it
 * takes to have many such loops in flight, beside as many completions.
 */
final class ToolsBenchmark implements Benchmarks.Benchmark {

    private static final int ROUNDS = 3;
    private static final int MOST_IN_FLIGHT = 1000;
    private static final Target LOOP = Target.ofRatios(1.15, Double.POSITIVE_INFINITY);

    @Override
    public void run(Setting setting) throws Exception {
        if (!setting.component()) {
            setting.out().println("tools: only the component has them");
            return;
        }
        String baseUrl = Plan.answerAfter(0).baseUrl(setting.server().port());
        try (Completions completions = new InTurn(RouteCompletions.component(baseUrl));
                Completions loop = RouteCompletions.loop(baseUrl)) {
            compare(", one after the other", setting, completions, loop, Asking::oneAfterTheOther);
            compare(", " + Asking.WIDTH + " in flight", setting, completions, loop, Asking::manyInFlight);
        }
        Scale scale = setting.scale();
        int calls = Math.min(MOST_IN_FLIGHT, scale.heldCalls());
        int hold = scale.holdMillis() / ROUNDS;
        setting.out()
                .printf(
                        "%ntools: %,d completions in flight, and as many loops of %d rounds, each round answered after %.1f s%n",
                        calls, ROUNDS, hold / 1e3);
        HeldBenchmark.measure(HeldCalls.COMPONENT, setting, calls, hold, 1, false);
        HeldBenchmark.measure(HeldCalls.LOOP, setting, calls, hold, ROUNDS, true);
    }

    private static void compare(
            String how,
            Setting setting,
            Completions completions,
            Completions loop,
            Function<Completions, Workload> asking)
            throws Exception {
        Scale scale = setting.scale();
        new Comparison(
                        "tools: a loop of three rounds" + how,
                        "loop",
                        setting.server().pid())
                .baseline("three completions", asking.apply(completions))
                .with("a loop of three rounds", asking.apply(loop), LOOP)
                .run(scale.warmUp(), scale.blocks(), scale.block())
                .print(setting.out());
    }

    /** As many completions as a loop has rounds, each behind the one before. */
    private record InTurn(Completions completions) implements Completions {
        @Override
        public String ask() throws Exception {
            String text = "";
            for (int i = 0; i < ROUNDS; i++) {
                text = completions.ask();
            }
            return text;
        }

        @Override
        public void ask(Ended ended) {
            ask(ROUNDS, ended);
        }

        private void ask(int left, Ended ended) {
            completions.ask(failure -> {
                if (failure != null || left == 1) {
                    ended.ended(failure);
                } else {
                    ask(left - 1, ended);
                }
            });
        }

        @Override
        public void close() throws IOException {
            completions.close();
        }
    }
}
