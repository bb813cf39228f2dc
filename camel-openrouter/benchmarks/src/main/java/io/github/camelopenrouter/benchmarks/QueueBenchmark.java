package io.github.camelopenrouter.benchmarks;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.benchmarks.measure.Footprint;
import io.github.camelopenrouter.benchmarks.queue.Broker;
import io.github.camelopenrouter.benchmarks.queue.QueueRoute;
import io.github.camelopenrouter.benchmarks.route.Routes;
import io.github.camelopenrouter.benchmarks.server.Plan;

/**
 * Generations from a queue that is never empty, with a broker that writes to disk. No more than (calls in flight / latency) can be
 * done in a second, however fast everything else is.
 */
final class QueueBenchmark implements Benchmarks.Benchmark {
    private static final double LEAST = 0.95;
    private static final int LATENCY_MILLIS = 1000;

    @Override
    public void run(Setting setting) throws Exception {
        Scale scale = setting.scale();
        if (!setting.component()) {
            return;
        }
        for (int inFlight : new int[] {16, 64}) {
            measure(setting, scale, inFlight);
        }
    }

    private static void measure(Setting setting, Scale scale, int inFlight) throws Exception {
        String openrouter =
                Routes.openrouter(
                                "completion",
                                Plan.answerAfter(LATENCY_MILLIS)
                                        .baseUrl(setting.server().port()),
                                "") + "&synchronous=true&maxInFlight=" + inFlight;
        long warmUp = Math.max(3, scale.warmUp().toSeconds());
        long seconds = Math.max(5, scale.paced().toSeconds() * 5);
        double ideal = inFlight * 1000.0 / LATENCY_MILLIS;
        try (Broker broker = new Broker("vm://" + inFlight, "dead", "jobs", "results", "dead");
                QueueRoute route = new QueueRoute(broker, inFlight, openrouter);
                Footprint footprint = new Footprint()) {
            route.fill((int) (ideal * (warmUp + seconds + 5)));
            TimeUnit.SECONDS.sleep(warmUp);
            setting.server().reset();
            long before = route.done();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double rate = (route.done() - before) / ((System.nanoTime() - start) / 1e9);
            setting.out()
                    .printf(
                            Locale.ROOT,
                            "%nqueue: %d in flight, each answered after %.1f s%n"
                                    + "  jobs/s %.1f of %.1f at best, ratio %.3f  %s%n"
                                    + "  in flight at the server %d, threads max %d, jobs left %d%n",
                            inFlight,
                            LATENCY_MILLIS / 1e3,
                            rate,
                            ideal,
                            rate / ideal,
                            rate / ideal >= LEAST ? "met, target >= " + LEAST : "MISSED, target >= " + LEAST,
                            setting.server().state().maxInFlight(),
                            footprint.maxThreads(),
                            broker.count("jobs"));
        }
    }
}
