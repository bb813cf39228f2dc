package io.github.camelopenrouter.benchmarks;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.camelopenrouter.benchmarks.bare.BareStreams;
import io.github.camelopenrouter.benchmarks.measure.Cost;
import io.github.camelopenrouter.benchmarks.measure.Footprint;
import io.github.camelopenrouter.benchmarks.measure.Lags;
import io.github.camelopenrouter.benchmarks.measure.Reading;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.route.RouteStreams;
import io.github.camelopenrouter.benchmarks.server.Plan;

/** How late the chunks of many streams at the pace of a model reach the user's code. */
final class LagBenchmark implements Benchmarks.Benchmark {

    private static final int INTERVAL_MILLIS = 50;
    private static final double PUSH_MILLIS = 0.5;
    private static final double PULL_MILLIS = 2;

    /** Makes the streams whose chunks go to a consumer. */
    interface Source {
        Streams to(Consumer<String> chunks) throws Exception;
    }

    @Override
    public void run(Setting setting) throws Exception {
        Scale scale = setting.scale();
        setting.out()
                .printf(
                        "%nlag: %,d streams at %d chunks/s, from the server's write to the user's code%n",
                        scale.pacedStreams(), 1000 / INTERVAL_MILLIS);
        Duration length = scale.pacedSettle().plus(scale.paced()).plusSeconds(1);
        int chunks = (int) (length.toMillis() / INTERVAL_MILLIS);
        String baseUrl =
                Plan.stream(chunks, INTERVAL_MILLIS).baseUrl(setting.server().port());
        measure("bare", setting, INTERVAL_MILLIS, Double.POSITIVE_INFINITY, sink -> new BareStreams(baseUrl, sink));
        if (!setting.component()) {
            return;
        }
        measure("push (streamTo)", setting, INTERVAL_MILLIS, PUSH_MILLIS, sink -> RouteStreams.push(baseUrl, sink));
        ExecutorService threads = threadPerStream();
        try {
            String kind = virtual() ? "virtual" : "platform";
            measure(
                    "pull (split), a " + kind + " thread per stream",
                    setting,
                    INTERVAL_MILLIS,
                    PULL_MILLIS,
                    sink -> RouteStreams.pull(baseUrl, threads, sink));
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * @param intervalMillis between two that arrive on a stream
     * @param limit of the median, in milliseconds
     */
    static void measure(String name, Setting setting, int intervalMillis, double limit, Source source)
            throws Exception {
        Scale scale = setting.scale();
        int streams = scale.pacedStreams();
        long expected = streams * scale.paced().toMillis() / intervalMillis;
        long start = System.nanoTime();
        Lags lags = new Lags((int) (expected * 2), start + scale.pacedSettle().toNanos());
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch open = new CountDownLatch(streams);
        try (Footprint footprint = new Footprint();
                Streams opened = source.to(lags::arrived)) {
            for (int i = 0; i < streams; i++) {
                opened.open(failure -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                    open.countDown();
                });
            }
            sleepUntil(start + scale.pacedSettle().toNanos());
            Reading before = Reading.now(setting.server().pid());
            int early = lags.count();
            sleepUntil(start + scale.pacedSettle().plus(scale.paced()).toNanos());
            int arrived = lags.count() - early;
            Cost cost = Reading.now(setting.server().pid()).since(before, Math.max(1, arrived));
            boolean ended = open.await(scale.pacedSettle().toSeconds() + 10, TimeUnit.SECONDS);
            setting.out().printf("  %s%n", name);
            setting.out()
                    .printf(
                            "    lag ms p50 %.2f, p99 %.1f, max %.1f  %s%n",
                            lags.millis(0.5), lags.millis(0.99), lags.millis(1), Target.judge(lags.millis(0.5), limit));
            setting.out()
                    .printf(
                            "    delivered/s %,.0f of %,d, CPU us per chunk %.1f, bytes per chunk %,.0f, other load %.0f %% of a core%n",
                            cost.perSecond(),
                            streams * 1000L / intervalMillis,
                            cost.cpuMicros(),
                            cost.bytes(),
                            cost.otherLoad());
            setting.out()
                    .printf(
                            "    threads max %d, streams failed %d%s%s%n",
                            footprint.maxThreads(),
                            failures.size(),
                            failures.isEmpty() ? "" : " (" + failures.peek() + ")",
                            ended ? "" : ", NOT ENDED " + open.getCount());
        }
        setting.server().drop();
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }

    private static boolean virtual() {
        return Runtime.version().feature() >= 21;
    }

    /** Virtual threads where the JDK has them; this code is compiled for one that has not. */
    private static ExecutorService threadPerStream() throws ReflectiveOperationException {
        return virtual()
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newCachedThreadPool();
    }
}
