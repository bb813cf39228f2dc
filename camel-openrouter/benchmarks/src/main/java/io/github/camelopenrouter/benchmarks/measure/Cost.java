package io.github.camelopenrouter.benchmarks.measure;

/**
 * What a number of operations cost.
 *
 * @param operations how many
 * @param wallNanos that passed
 * @param cpuNanos of this JVM, with its compiler and garbage collector
 * @param allocatedBytes by all of its threads
 * @param otherCpuNanos that neither this JVM nor the server used: the noise
 */
public record Cost(long operations, long wallNanos, long cpuNanos, long allocatedBytes, long otherCpuNanos) {

    public double cpuMicros() {
        return cpuNanos / 1e3 / operations;
    }

    public double bytes() {
        return (double) allocatedBytes / operations;
    }

    public double perSecond() {
        return operations * 1e9 / wallNanos;
    }

    /** Percent of one core. */
    public double otherLoad() {
        return otherCpuNanos * 100.0 / wallNanos;
    }
}
