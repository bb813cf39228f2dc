package io.github.camelopenrouter.integration.fuzz;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Any number of answers with generated damage, in rounds. Arguments: how many calls, the seed, the first one. Two arguments and the
 * word {@code show} print the bytes of one case.
 */
public final class FuzzRun {
    private static final int CALLS_OF_A_ROUND = 20_000;
    /** What a collection leaves behind differs a little from time to time. */
    private static final long HEAP_SLACK = 8L << 20;

    private final Faults faults = new Faults();
    private final List<Long> heaps = new ArrayList<>();
    private final Slowest slowest = new Slowest();
    private final PrintStream out;
    private long answers;
    private long bytes;

    FuzzRun(PrintStream out) {
        this.out = out;
    }

    /** Number, seed, and where to begin. */
    public static void main(String[] args) throws Exception {
        long calls = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        if (args.length > 2 && args[2].equals("show")) {
            System.out.println(Case.of(seed, calls).script());
            return;
        }
        long first = args.length > 2 ? Long.parseLong(args[2]) : 0;
        FuzzRun run = new FuzzRun(System.out);
        run.run(seed, first, calls);
        System.exit(run.report(seed) ? 0 : 1);
    }

    Faults faults() {
        return faults;
    }

    long answers() {
        return answers;
    }

    void run(long seed, long first, long calls) throws Exception {
        long begun = System.nanoTime();
        for (long done = 0; done < calls; done += CALLS_OF_A_ROUND) {
            long end = Math.min(calls, done + CALLS_OF_A_ROUND);
            try (Round round = new Round(seed, faults, slowest)) {
                round.run(first + done, first + end);
                round.settle();
                round.repeatSlowest();
                answers += round.book().answers();
                bytes += round.book().bytes();
                out.printf(
                        Locale.ROOT,
                        "%,9d calls  %,9d answers  %,6d MB  %5d s  heap %,d KB  faults %d  %s%n",
                        end,
                        answers,
                        bytes >> 20,
                        (System.nanoTime() - begun) / 1_000_000_000,
                        heaps.isEmpty() ? 0 : heaps.get(heaps.size() - 1) >> 10,
                        faults.size(),
                        round.money());
            }
            heaps.add(liveHeap());
        }
        slowest.faults().forEach(faults::add);
        if (heaps.size() >= 4 && heaps.get(heaps.size() - 1) > heaps.get(1) + HEAP_SLACK) {
            faults.add("the heap grew from " + (heaps.get(1) >> 10) + " KB to " + (heaps.get(heaps.size() - 1) >> 10)
                    + " KB");
        }
    }

    private static long liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Prints what came of it; answers whether it is as it should be. */
    boolean report(long seed) {
        out.println("ends:");
        faults.counts().forEach((end, count) -> out.printf(Locale.ROOT, "  %,9d  %s%n", count, end));
        out.println("slowest: " + slowest);
        out.println("live heap after each round, KB: "
                + heaps.stream().map(heap -> heap >> 10).toList());
        out.printf(Locale.ROOT, "seed %d: %,d answers, %d faults%n", seed, answers, faults.size());
        faults.list().forEach(fault -> out.println("  " + fault));
        return faults.size() == 0;
    }
}
