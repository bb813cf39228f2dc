package io.github.camelopenrouter.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import io.github.camelopenrouter.benchmarks.measure.ChildJvm;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.server.ServerProcess;

/**
 * What it takes to wait for many models at a time. Each side runs in a JVM of its own, since memory that one has once
 * touched would hide the growth of the next.
 */
final class HeldBenchmark implements Benchmarks.Benchmark {

    private static final int THREADS = 32;
    private static final int KILOBYTES = 50;
    private static final double EXTRA_SECONDS = 3;

    @Override
    public void run(Setting setting) throws Exception {
        Scale scale = setting.scale();
        setting.out()
                .printf(
                        "%nheld: %,d completions in flight, each answered after %.1f s%n",
                        scale.heldCalls(), scale.holdMillis() / 1e3);
        measure(HeldCalls.BARE, setting, scale.heldCalls(), scale.holdMillis(), 1, false);
        if (setting.component()) {
            measure(HeldCalls.COMPONENT, setting, scale.heldCalls(), scale.holdMillis(), 1, true);
        }
    }

    /**
     * @param calls in flight at a time
     * @param holdMillis that each round is held
     * @param rounds of each call
     * @param judged whether there are targets
     */
    static void measure(String side, Setting setting, int calls, int holdMillis, int rounds, boolean judged)
            throws IOException, InterruptedException {
        ServerProcess server = setting.server();
        server.reset();
        Process child = ChildJvm.start(
                "-Xmx1g",
                HeldCalls.class.getName(),
                side,
                Integer.toString(server.port()),
                Integer.toString(calls),
                Integer.toString(holdMillis));
        String line;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            line = output.readLine();
        }
        child.waitFor();
        if (line == null) {
            throw new IOException("The JVM of " + side + " ended without a result");
        }
        print(
                side,
                line.split(" ", 6),
                server.state().maxInFlight(),
                calls,
                holdMillis * rounds,
                judged,
                setting.out());
    }

    private static void print(
            String side, String[] result, int maxInFlight, int calls, int holdMillis, boolean judged, PrintStream out) {
        double seconds = Long.parseLong(result[0]) / 1e3;
        double extra = seconds - holdMillis / 1e3;
        int threads = Integer.parseInt(result[1]);
        double residentKb = Double.parseDouble(result[2]) / calls;
        double liveKb = Double.parseDouble(result[3]) / calls;
        double cpuMicros = Double.parseDouble(result[4]) / calls;
        out.printf("  %s%n", side);
        out.printf("    threads max %d  %s%n", threads, judge(threads, THREADS, judged));
        out.printf(
                "    RSS growth KB per call %.1f  %s (heap after a full collection %.1f)%n",
                residentKb, judge(residentKb, KILOBYTES, judged), liveKb);
        out.printf("    wall s %.1f, beyond the hold %.1f  %s%n", seconds, extra, judge(extra, EXTRA_SECONDS, judged));
        out.printf(
                "    in flight at the server %,d, CPU us per call %,.0f, failed %s%n",
                maxInFlight, cpuMicros, result[5]);
    }

    private static String judge(double value, double limit, boolean judged) {
        return judged ? Target.judge(value, limit) : "";
    }
}
