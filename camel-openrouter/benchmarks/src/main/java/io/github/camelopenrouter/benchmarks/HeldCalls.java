package io.github.camelopenrouter.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Footprint;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.Plan;

/**
 * The JVM that holds the calls. It prints one line: wall ms, threads, KB of resident memory, KB of live heap, CPU us,
 * failures.
 */
final class HeldCalls {

    static final String BARE = "bare";
    static final String COMPONENT = "component";
    /** The component, whose model uses a tool twice: three rounds. */
    static final String LOOP = "loop";

    private static final int FIRST_CALLS = 64;
    private static final double LOOK_AT_HEAP = 0.9;
    private static final int PATIENCE_SECONDS = 60;

    private HeldCalls() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[1]);
        int calls = Integer.parseInt(args[2]);
        int holdMillis = Integer.parseInt(args[3]);
        loadClasses(args[0], port);
        try (Completions completions = completions(args[0], Plan.answerAfter(holdMillis), port)) {
            long heapBefore = Footprint.liveHeapKb();
            OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            CountDownLatch open = new CountDownLatch(calls);
            try (Footprint footprint = new Footprint()) {
                long cpu = system.getProcessCpuTime();
                long start = System.nanoTime();
                for (int i = 0; i < calls; i++) {
                    completions.ask(failure -> {
                        if (failure != null) {
                            failures.add(failure);
                        }
                        open.countDown();
                    });
                }
                long look = start + (long) (holdMillis * 1e6 * LOOK_AT_HEAP) - System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(look);
                long liveKb = Footprint.liveHeapKb() - heapBefore;
                boolean ended = open.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                long wallMillis = (System.nanoTime() - start) / 1_000_000;
                cpu = (system.getProcessCpuTime() - cpu) / 1000;
                String failed = failures.isEmpty() ? "0" : failures.size() + " (" + failures.peek() + ")";
                System.out.println(wallMillis + " " + footprint.maxThreads() + " " + footprint.growthKb() + " " + liveKb
                        + " " + cpu + " " + failed + (ended ? "" : ", NOT ENDED " + open.getCount()));
            }
        }
        System.exit(0);
    }

    private static Completions completions(String side, Plan plan, int port) throws Exception {
        String baseUrl = plan.baseUrl(port);
        return switch (side) {
            case BARE -> new BareCompletions(baseUrl);
            case LOOP -> RouteCompletions.loop(baseUrl);
            default -> RouteCompletions.component(baseUrl);
        };
    }

    private static void loadClasses(String side, int port) throws Exception {
        try (Completions completions = completions(side, Plan.answerAfter(0), port)) {
            for (int i = 0; i < FIRST_CALLS; i++) {
                completions.ask();
            }
        }
    }
}
