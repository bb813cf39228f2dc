package io.github.camelopenrouter.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.camelopenrouter.benchmarks.server.ServerProcess;

/** Runs the benchmark that is named, or all, and ends. See the README of this module. */
public final class Benchmarks {

    /** Takes twenty minutes, so it has to be asked for. */
    private static final String SOAK = "soak";

    /** Needs packaged modules, so it has to be asked for. */
    private static final String FOOTPRINT = "footprint";

    private static final Set<String> ASKED_FOR = Set.of(SOAK, FOOTPRINT);

    private static final Map<String, Benchmark> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("calls", new CallsBenchmark());
        BY_NAME.put("held", new HeldBenchmark());
        BY_NAME.put("chunks", new ChunksBenchmark());
        BY_NAME.put("lag", new LagBenchmark());
        BY_NAME.put("elements", new ElementsBenchmark());
        BY_NAME.put("tools", new ToolsBenchmark());
        BY_NAME.put("abandon", new AbandonBenchmark());
        BY_NAME.put("queue", new QueueBenchmark());
        BY_NAME.put("sizes", new SizesBenchmark());
        BY_NAME.put("attachments", new AttachmentsBenchmark());
        BY_NAME.put("policies", new PoliciesBenchmark());
        BY_NAME.put("answers", new AnswersBenchmark());
        BY_NAME.put("tls", new TlsBenchmark());
        BY_NAME.put(FOOTPRINT, new FootprintBenchmark());
        BY_NAME.put(SOAK, new SoakRun());
    }

    private Benchmarks() {}

    /** One measurement, which prints what it found. */
    @FunctionalInterface
    interface Benchmark {
        void run(Setting setting) throws Exception;
    }

    public static void main(String[] args) {
        String name = args.length == 0 ? "all" : args[0];
        Set<String> names = BY_NAME.keySet();
        if (!name.equals("all") && !names.contains(name)) {
            System.err.println("No benchmark " + name + ": choose all or one of " + names);
            System.exit(2);
        }
        boolean well = true;
        System.out.printf(
                "JDK %s, %d processors, HTTP on loopback%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors());
        for (String each : names) {
            if (each.equals(name) || name.equals("all") && !ASKED_FOR.contains(each)) {
                well &= run(each);
            }
        }
        System.exit(well ? 0 : 1);
    }

    private static boolean run(String name) {
        Scale scale = Boolean.getBoolean("quick") ? Scale.QUICK : Scale.FULL;
        boolean component = !System.getProperty("sides", "both").equals("bare");
        try (ServerProcess server = new ServerProcess()) {
            BY_NAME.get(name).run(new Setting(scale, component, server, System.out));
            return true;
        } catch (Exception e) {
            System.err.println(name + " could not be measured");
            e.printStackTrace();
            return false;
        }
    }
}
