package io.github.camelopenrouter.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory and threads of this JVM, watched by a thread of its own until it is closed. */
public final class Footprint implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private final long startKb = residentKb();
    private final Thread watch = new Thread(this::watch, "footprint");
    private volatile boolean closed;
    private volatile long maxKb = startKb;
    private volatile int maxThreads;

    public Footprint() {
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        watch.setDaemon(true);
        watch.start();
    }

    /** By how much the resident memory has grown at most. */
    public long growthKb() {
        return maxKb - startKb;
    }

    /** The most live threads at a time, with those of the JVM itself and the one that watches. */
    public int maxThreads() {
        return maxThreads;
    }

    /** Kilobytes on the heap after a full collection. */
    public static long liveHeapKb() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / 1024;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void watch() {
        try {
            while (!closed) {
                maxKb = Math.max(maxKb, residentKb());
                maxThreads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long residentKb() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
