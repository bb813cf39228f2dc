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
        measure(HeldCalls.BARE, setting, false);
        if (setting.component()) {
            measure(HeldCalls.COMPONENT, setting, true);
        }
    }

    private static void measure(String side, Setting setting, boolean judged) throws IOException, InterruptedException {
        Scale scale = setting.scale();
        ServerProcess server = setting.server();
        server.reset();
        Process child = ChildJvm.start(
                "-Xmx1g",
                HeldCalls.class.getName(),
                side,
                Integer.toString(server.port()),
                Integer.toString(scale.heldCalls()),
                Integer.toString(scale.holdMillis()));
        String line;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            line = output.readLine();
        }
        child.waitFor();
        if (line == null) {
            throw new IOException("The JVM of " + side + " ended without a result");
        }
        print(side, line.split(" ", 6), server.state().maxInFlight(), scale, judged, setting.out());
    }

    private static void print(
            String side, String[] result, int maxInFlight, Scale scale, boolean judged, PrintStream out) {
        double seconds = Long.parseLong(result[0]) / 1e3;
        double extra = seconds - scale.holdMillis() / 1e3;
        int threads = Integer.parseInt(result[1]);
        double residentKb = Double.parseDouble(result[2]) / scale.heldCalls();
        double liveKb = Double.parseDouble(result[3]) / scale.heldCalls();
        double cpuMicros = Double.parseDouble(result[4]) / scale.heldCalls();
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
