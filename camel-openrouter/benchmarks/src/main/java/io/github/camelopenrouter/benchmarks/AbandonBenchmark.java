package io.github.camelopenrouter.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

import io.github.camelopenrouter.benchmarks.bare.BareStreams;
import io.github.camelopenrouter.benchmarks.measure.Spread;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.route.Abandoning;
import io.github.camelopenrouter.benchmarks.route.Routes;
import io.github.camelopenrouter.benchmarks.server.Plan;
import io.github.camelopenrouter.benchmarks.server.ServerProcess;

/** How soon the server learns that nobody reads a stream any more, and what it has written by then for nothing. */
final class AbandonBenchmark implements Benchmarks.Benchmark {

    private static final int PACED_CHUNKS = 750;
    private static final int ENDLESS_CHUNKS = 10_000_000;
    private static final int BARE_INTERVAL_MILLIS = 20;
    private static final double GONE_MILLIS = 250;
    private static final double OVER_READ = 2;

    @Override
    public void run(Setting setting) throws Exception {
        setting.out()
                .printf(
                        "%nabandon: a stream is left after %d chunks; worst of %d%n",
                        Abandonment.CHUNKS, setting.scale().abandons());
        bare(setting);
        if (setting.component()) {
            for (Abandoning way : Abandoning.values()) {
                component(way, setting);
            }
        }
    }

    private static void bare(Setting setting) throws Exception {
        ServerProcess server = setting.server();
        AtomicReference<Abandonment> current = new AtomicReference<>();
        List<Abandonment.Result> results = new ArrayList<>();
        String baseUrl = Plan.stream(PACED_CHUNKS, BARE_INTERVAL_MILLIS).baseUrl(server.port());
        try (Streams streams = new BareStreams(baseUrl, text -> takeAndFail(current.get()))) {
            for (int i = 0; i < setting.scale().abandons(); i++) {
                Abandonment abandonment = new Abandonment(server);
                current.set(abandonment);
                server.reset();
                streams.open(failure -> abandonment.end());
                results.add(abandonment.await());
            }
        }
        print("bare: the consumer throws", results, setting);
    }

    private static void takeAndFail(Abandonment abandonment) {
        if (abandonment.take()) {
            abandonment.leave();
            throw new UncheckedIOException(new IOException("The user has failed"));
        }
    }

    private static void component(Abandoning way, Setting setting) throws Exception {
        ServerProcess server = setting.server();
        AtomicReference<Abandonment> current = new AtomicReference<>();
        List<Abandonment.Result> results = new ArrayList<>();
        int chunks = way.intervalMillis() == 0 ? ENDLESS_CHUNKS : PACED_CHUNKS;
        String baseUrl = Plan.stream(chunks, way.intervalMillis()).baseUrl(server.port());
        try (Routes routes = way.routes(baseUrl, current)) {
            for (int i = 0; i < setting.scale().abandons(); i++) {
                Abandonment abandonment = new Abandonment(server);
                current.set(abandonment);
                server.reset();
                routes.send(failure -> abandonment.end());
                way.act(routes, abandonment);
                results.add(abandonment.await());
                way.again(routes);
            }
        }
        print(way.story(), results, setting);
    }

    private static void print(String story, List<Abandonment.Result> results, Setting setting) {
        setting.out().printf("  %s%n", story);
        row("ms until the server saw it", results, Abandonment.Result::goneMillis, GONE_MILLIS, setting);
        row("chunks written for nothing", results, Abandonment.Result::overRead, OVER_READ, setting);
        row("ms until the exchange ended", results, Abandonment.Result::endedMillis, Double.POSITIVE_INFINITY, setting);
        if (results.get(0).writtenInStall() > 0) {
            double none = Double.POSITIVE_INFINITY;
            row("chunks let in while stalled", results, Abandonment.Result::writtenInStall, none, setting);
        }
    }

    private static void row(
            String what,
            List<Abandonment.Result> results,
            ToDoubleFunction<Abandonment.Result> number,
            double limit,
            Setting setting) {
        long never = results.stream()
                .filter(result -> Double.isNaN(number.applyAsDouble(result)))
                .count();
        Spread spread = Spread.of(results.stream(), number);
        setting.out()
                .printf(
                        "    %-28s %s  %s%s%n",
                        what,
                        spread,
                        Target.judge(never == 0 ? spread.max() : Double.NaN, limit),
                        never == 0 ? "" : ", NEVER in " + never + " of " + results.size());
    }
}
