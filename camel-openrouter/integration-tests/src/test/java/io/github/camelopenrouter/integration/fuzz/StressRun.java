package io.github.camelopenrouter.integration.fuzz;

import java.time.Duration;

/** Policies under stress. Arguments: for how many seconds, and the seed; the first half without restarts of the component. */
public final class StressRun {
    private StressRun() {}

    public static void main(String[] args) throws Exception {
        long seconds = args.length > 0 ? Long.parseLong(args[0]) : 600;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Faults faults = new Faults();
        Duration half = Duration.ofMillis(seconds * 500);
        new Stress(seed, false, faults).run(half, System.out);
        new Stress(seed + 1, true, faults).run(half, System.out);
        faults.list().forEach(fault -> System.out.println("  " + fault));
        System.exit(faults.size() == 0 ? 0 : 1);
    }
}
