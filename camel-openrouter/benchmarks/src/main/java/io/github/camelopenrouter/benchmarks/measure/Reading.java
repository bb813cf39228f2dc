package io.github.camelopenrouter.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/** The meters of this JVM and of the machine, read at one moment. */
public final class Reading {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Method TOTAL_ALLOCATED = totalAllocatedMethod();
    private static final long NANOS_PER_TICK = 10_000_000;

    // columns of /proc/stat
    private static final int USER = 1;
    private static final int NICE = 2;
    private static final int KERNEL = 3;
    private static final int IRQ = 6;
    private static final int SOFT_IRQ = 7;
    private static final int STEAL = 8;

    private final long time = System.nanoTime();
    private final long ownCpu = SYSTEM.getProcessCpuTime();
    private final long serverCpu;
    private final long machineCpu = machineCpu();
    private final Map<Long, Long> allocated = allocated();

    private Reading(long serverPid) {
        serverCpu = ProcessHandle.of(serverPid)
                .flatMap(server -> server.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    public static Reading now(long serverPid) {
        return new Reading(serverPid);
    }

    /** What happened between the earlier reading and this one. */
    public Cost since(Reading before, long operations) {
        long bytes = allocated.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.allocated.getOrDefault(thread.getKey(), 0L))
                .sum();
        long cpu = ownCpu - before.ownCpu;
        long other = machineCpu - before.machineCpu - cpu - (serverCpu - before.serverCpu);
        return new Cost(operations, time - before.time, cpu, bytes, Math.max(0, other));
    }

    /** Since JDK 21 one number that includes threads that have ended; before, the number of every live thread. */
    private static Map<Long, Long> allocated() {
        if (TOTAL_ALLOCATED != null) {
            try {
                return Map.of(0L, (Long) TOTAL_ALLOCATED.invoke(THREADS));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            byThread.put(ids[i], Math.max(0, bytes[i]));
        }
        return byThread;
    }

    private static Method totalAllocatedMethod() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** The time that all processors of the machine were busy or stolen: all but idle and waiting for a disk. */
    private static long machineCpu() {
        try {
            String[] total = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            return Stream.of(total[USER], total[NICE], total[KERNEL], total[IRQ], total[SOFT_IRQ], total[STEAL])
                            .mapToLong(Long::parseLong)
                            .sum()
                    * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
