package io.github.camelopenrouter.benchmarks.measure;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Ways to do the same thing, measured in turn: one block of each, then again from the first, so that what else happens
 * on the machine hits all of them. The first is a baseline, and others may be; ratios to each are taken block by block, and targets
 * are of the ratio to the last one.
 */
public final class Comparison {

    private final String title;
    private final String unit;
    private final long serverPid;
    private final List<Way> ways = new ArrayList<>();

    private final List<Way> baselines = new ArrayList<>();

    /**
     * @param unit what one operation is called
     * @param serverPid the process whose load is not noise
     */
    public Comparison(String title, String unit, long serverPid) {
        this.title = title;
        this.unit = unit;
        this.serverPid = serverPid;
    }

    /** Adds a way that others are compared with. */
    public Comparison baseline(String name, Workload workload) {
        with(name, workload, Target.NONE);
        baselines.add(ways.get(ways.size() - 1));
        return this;
    }

    public Comparison with(String name, Workload workload, Target target) {
        ways.add(new Way(name, workload, target));
        return this;
    }

    /** Warms every way up for a while, then measures a number of blocks of each. */
    public Comparison run(Duration warmUp, int blocks, Duration block) throws Exception {
        for (Way way : ways) {
            way.warmUp(warmUp.toNanos());
        }
        for (int i = 0; i < blocks; i++) {
            for (Way way : ways) {
                way.measure(block.toNanos(), serverPid);
            }
        }
        return this;
    }

    public void print(PrintStream out) {
        out.printf("%n%s%n", title);
        Way last = baselines.get(baselines.size() - 1);
        for (Way way : ways) {
            Spread bytes = way.spread(Cost::bytes);
            Spread cpuRatio = way == last ? null : way.ratioTo(last, Cost::cpuMicros);
            Spread bytesRatio = way == last ? null : way.ratioTo(last, Cost::bytes);
            out.printf("  %s%n", way.name());
            row(
                    out,
                    "CPU us per " + unit,
                    way.spread(Cost::cpuMicros),
                    ratios(way, Cost::cpuMicros),
                    judge(cpuRatio, way.target().cpuRatio()));
            row(
                    out,
                    "bytes per " + unit,
                    bytes,
                    ratios(way, Cost::bytes),
                    judge(bytes, way.target().bytes())
                            + judge(bytesRatio, way.target().bytesRatio()));
            row(out, unit + "s per second", way.spread(Cost::perSecond), "", "");
            row(out, "other load, % of a core", way.spread(Cost::otherLoad), "", "");
        }
    }

    /** One line for each way: what it costs, and how much that is above the last baseline. */
    public void printAboveBaseline(PrintStream out) {
        out.printf("%n%s%n", title);
        new AboveBaseline(baselines.get(baselines.size() - 1)).print(ways, out);
    }

    /** To the baselines before it. */
    private String ratios(Way way, ToDoubleFunction<Cost> number) {
        return baselines.stream()
                .takeWhile(baseline -> baseline != way)
                .map(baseline -> "x " + way.ratioTo(baseline, number))
                .collect(Collectors.joining(" "));
    }

    private static String judge(Spread spread, double limit) {
        return spread == null ? "" : Target.judge(spread.median(), limit);
    }

    private static void row(PrintStream out, String what, Spread spread, String ratios, String verdict) {
        out.printf("    %-26s %-30s %-24s %s%n", what, spread, ratios, verdict);
    }
}
