package io.github.camelopenrouter.benchmarks.measure;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A table of ways that do the same and something more than a baseline: what that costs. */
final class AboveBaseline {

    private static final String ROW = "  %-30s %10s  %-30s %10s  %-32s %10s %8s%n";

    private final Way baseline;

    AboveBaseline(Way baseline) {
        this.baseline = baseline;
    }

    void print(List<Way> ways, PrintStream out) {
        out.printf("  above: than %s, block by block; medians and ranges%n", baseline.name());
        out.printf(ROW, "", "CPU us", "above", "bytes", "above", "per second", "other %");
        for (Way way : ways) {
            out.printf(
                    ROW,
                    way.name(),
                    median(way.spread(Cost::cpuMicros)),
                    way == baseline ? "" : signed(way.above(baseline, Cost::cpuMicros)),
                    median(way.spread(Cost::bytes)),
                    way == baseline ? "" : signed(way.above(baseline, Cost::bytes)),
                    median(way.spread(Cost::perSecond)),
                    median(way.spread(Cost::otherLoad)));
        }
    }

    private static String median(Spread spread) {
        return Spread.number(spread.median());
    }

    private static String signed(Spread spread) {
        return signed(spread.median()) + " [" + signed(spread.min()) + ".." + signed(spread.max()) + "]";
    }

    /** With one decimal where it is small; the noise of the largest makes more of them worthless. */
    private static String signed(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%+,.0f" : "%+.1f", value);
    }
}
