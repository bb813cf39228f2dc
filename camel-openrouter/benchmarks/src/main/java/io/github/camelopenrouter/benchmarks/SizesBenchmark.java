package io.github.camelopenrouter.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.bare.BareStreams;
import io.github.camelopenrouter.benchmarks.measure.Cost;
import io.github.camelopenrouter.benchmarks.measure.Reading;
import io.github.camelopenrouter.benchmarks.measure.Spread;
import io.github.camelopenrouter.benchmarks.route.SizedRoute;
import io.github.camelopenrouter.benchmarks.server.Shape;
import io.github.camelopenrouter.benchmarks.server.SizedServer;

/**
 * What a byte costs, in prompts and answers from 1 KB to 30 MB, one after the other: it must not cost more in a large one than in a
 * small one.
 */
final class SizesBenchmark implements Benchmarks.Benchmark {

    private static final int[] SIZES = {1 << 10, 32 << 10, 1 << 20, 8 << 20, 30 << 20};
    /** In each block, so that a tick of the CPU's clock does not matter; of the smallest at most so many calls. */
    private static final long BLOCK_BYTES = 60L << 20;

    private static final int MOST_CALLS = 3_000;
    private static final int PATIENCE_SECONDS = 120;
    private static final String SHORT = "Tell me of foxes";
    /** From 1 MB on a byte may cost so many times what it costs in 1 MB. */
    private static final double LINEAR = 2;

    @Override
    public void run(Setting setting) throws Exception {
        PrintStream out = setting.out();
        out.printf("%nsizes: what a byte costs, one call after the other; medians%n");
        out.printf(
                "  %-10s %8s  %12s %12s %8s  %12s %12s %8s%n",
                "bytes in", "size KB", "bare ns", "ns", "x", "bare alloc", "alloc", "x");
        try (SizedServer.Child server = new SizedServer.Child()) {
            for (Shape shape : Shape.values()) {
                List<Row> rows = new ArrayList<>();
                for (int size : SIZES) {
                    rows.add(row(setting, server, shape, size));
                    out.println(rows.get(rows.size() - 1).line());
                }
                judge(out, shape, rows);
            }
        }
    }

    /** Of the bytes of one size, in nanoseconds of CPU and in allocated bytes; NaN where only the baseline is measured. */
    private record Row(Shape shape, int size, double bareNanos, double nanos, double bareAllocated, double allocated) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "  %-10s %,8d  %12.2f %12.2f %8.2f  %12.2f %12.2f %8.2f",
                    shape,
                    size >> 10,
                    bareNanos,
                    nanos,
                    nanos / bareNanos,
                    bareAllocated,
                    allocated,
                    allocated / bareAllocated);
        }
    }

    private static void judge(PrintStream out, Shape shape, List<Row> rows) {
        Row middle = rows.get(2);
        double nanos = 0;
        double allocated = 0;
        for (Row row : rows.subList(3, rows.size())) {
            nanos = Math.max(nanos, row.nanos / middle.nanos);
            allocated = Math.max(allocated, row.allocated / middle.allocated);
        }
        if (!Double.isNaN(middle.nanos)) {
            boolean met = nanos <= LINEAR && allocated <= LINEAR;
            out.printf(
                    Locale.ROOT,
                    "  %-10s %s: a byte of 8 and 30 MB costs at most x %.2f CPU and x %.2f memory of one in 1 MB, target <= x %.0f%n",
                    shape,
                    met ? "met" : "MISSED",
                    nanos,
                    allocated,
                    LINEAR);
        }
    }

    private static Row row(Setting setting, SizedServer.Child server, Shape shape, int size) throws Exception {
        String baseUrl = server.baseUrl(shape, size);
        String prompt = shape.asks() ? SizedServer.text(size) : SHORT;
        List<Side> sides = new ArrayList<>();
        List<Closeable> closing = new ArrayList<>();
        try {
            sides.add(new Side(bare(shape, baseUrl, prompt, closing), false));
            if (setting.component()) {
                SizedRoute route = new SizedRoute(baseUrl, shape.streams(), body(shape, prompt));
                closing.add(route);
                sides.add(new Side(route::open, shape == Shape.ERROR));
            }
            measure(setting, server.pid(), sides, size);
        } finally {
            for (Closeable each : closing) {
                each.close();
            }
        }
        Side bare = sides.get(0);
        Side component = sides.get(sides.size() - 1);
        boolean both = sides.size() > 1;
        return new Row(
                shape,
                size,
                bare.nanos(size),
                both ? component.nanos(size) : Double.NaN,
                bare.allocated(size),
                both ? component.allocated(size) : Double.NaN);
    }

    /** What makes the body of each call. */
    private static Supplier<Object> body(Shape shape, String prompt) {
        byte[] bytes = prompt.getBytes(StandardCharsets.UTF_8);
        return switch (shape) {
            case BYTES -> () -> bytes;
            case STREAM -> () -> new ByteArrayInputStream(bytes);
            default -> () -> prompt;
        };
    }

    private static Consumer<Ended> bare(Shape shape, String baseUrl, String prompt, List<Closeable> closing) {
        if (shape.streams()) {
            BareStreams streams = new BareStreams(baseUrl, chunk -> {});
            closing.add(streams);
            return streams::open;
        }
        BareCompletions completions = new BareCompletions(baseUrl, prompt);
        closing.add(completions);
        return completions::ask;
    }

    private static void measure(Setting setting, long serverPid, List<Side> sides, int size) throws Exception {
        int calls = (int) Math.max(2, Math.min(MOST_CALLS, BLOCK_BYTES / size));
        boolean quick = setting.scale() == Scale.QUICK;
        if (quick) {
            calls = Math.max(1, calls / 20);
        }
        for (Side side : sides) {
            side.work(calls);
        }
        for (int block = 0; block < (quick ? 1 : 5); block++) {
            for (Side side : sides) {
                Reading before = Reading.now(serverPid);
                side.work(calls);
                side.costs.add(Reading.now(serverPid).since(before, calls));
            }
        }
    }

    /** One way to make such a call, and what it cost. */
    private static final class Side {
        private final Consumer<Ended> starter;
        private final boolean fails;
        private final List<Cost> costs = new ArrayList<>();

        /**
         * @param fails whether each call must end with a failure
         */
        Side(Consumer<Ended> starter, boolean fails) {
            this.starter = starter;
            this.fails = fails;
        }

        void work(int calls) throws Exception {
            for (int i = 0; i < calls; i++) {
                CountDownLatch over = new CountDownLatch(1);
                AtomicReference<Throwable> failure = new AtomicReference<>();
                starter.accept(why -> {
                    failure.set(why);
                    over.countDown();
                });
                if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new TimeoutException("a call did not end");
                }
                if (fails != (failure.get() != null)) {
                    throw new ExecutionException("ended otherwise than it should", failure.get());
                }
            }
        }

        double nanos(int size) {
            return Spread.of(costs.stream(), Cost::cpuMicros).median() * 1_000 / size;
        }

        double allocated(int size) {
            return Spread.of(costs.stream(), Cost::bytes).median() / size;
        }
    }
}
