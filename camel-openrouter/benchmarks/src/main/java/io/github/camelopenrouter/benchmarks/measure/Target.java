package io.github.camelopenrouter.benchmarks.measure;

/**
 * What is good enough.
 *
 * @param cpuRatio to the baseline at most; infinite if there is no such target
 * @param bytes allocated per operation at most; infinite if there is no such target
 * @param bytesRatio to the baseline at most; infinite if there is no such target
 */
public record Target(double cpuRatio, double bytes, double bytesRatio) {

    public Target(double cpuRatio, double bytes) {
        this(cpuRatio, bytes, Double.POSITIVE_INFINITY);
    }

    /** Of both ratios. */
    public static Target ofRatios(double cpuRatio, double bytesRatio) {
        return new Target(cpuRatio, Double.POSITIVE_INFINITY, bytesRatio);
    }

    public static final Target NONE = new Target(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** A word on a number that should not be above the limit; empty without a limit. */
    public static String judge(double value, double limit) {
        if (Double.isInfinite(limit)) {
            return "";
        }
        return (value <= limit ? "met" : "MISSED") + ", target <= " + Spread.number(limit);
    }
}
