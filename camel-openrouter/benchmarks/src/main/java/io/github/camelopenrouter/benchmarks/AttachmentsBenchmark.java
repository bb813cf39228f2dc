package io.github.camelopenrouter.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Cost;
import io.github.camelopenrouter.benchmarks.measure.Reading;
import io.github.camelopenrouter.benchmarks.measure.Spread;
import io.github.camelopenrouter.benchmarks.route.AttachedRoute;
import io.github.camelopenrouter.benchmarks.server.Shape;
import io.github.camelopenrouter.benchmarks.server.SizedServer;

/** What a PDF of 20 MB costs, in each way in which it may come: allocated bytes and CPU, beside ready bytes of the same length. */
final class AttachmentsBenchmark implements Benchmarks.Benchmark {

    private static final int SIZE = 20 << 20;
    private static final int PATIENCE_SECONDS = 120;
    private static final double MEGABYTE = 1 << 20;

    @Override
    public void run(Setting setting) throws Exception {
        PrintStream out = setting.out();
        byte[] document = document();
        long encoded = (document.length + 2L) / 3 * 4;
        out.printf(
                Locale.ROOT,
                "%nattachments: a PDF of %.1f MB, %.1f MB in base64; one call after the other, medians%n",
                document.length / MEGABYTE,
                encoded / MEGABYTE);
        out.printf("  %-16s %12s %18s %10s%n", "", "allocated MB", "x what is sent", "CPU ms");
        Path folder = Files.createTempDirectory("attachments");
        Path file = Files.write(folder.resolve("document.pdf"), document);
        try (SizedServer.Child server = new SizedServer.Child()) {
            String baseUrl = server.baseUrl(Shape.PROMPT, 0);
            try (BareCompletions bare =
                    new BareCompletions(baseUrl, Base64.getEncoder().encodeToString(document))) {
                line(setting, server.pid(), "bare, ready", bare::ask, encoded);
            }
            if (setting.component()) {
                for (AttachedRoute.Way way : AttachedRoute.Way.values()) {
                    try (AttachedRoute route = new AttachedRoute(baseUrl, way, file, document)) {
                        line(setting, server.pid(), way.name(), route::open, encoded);
                    }
                }
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    private static byte[] document() {
        byte[] document = new byte[SIZE];
        new Random(7).nextBytes(document);
        byte[] begin = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, document, 0, begin.length);
        return document;
    }

    private static void line(Setting setting, long serverPid, String name, Consumer<Ended> starter, long sent)
            throws Exception {
        boolean quick = setting.scale() == Scale.QUICK;
        int calls = quick ? 1 : 5;
        for (int i = 0; i < 2 * calls; i++) {
            call(starter);
        }
        Cost[] costs = new Cost[quick ? 1 : 5];
        for (int block = 0; block < costs.length; block++) {
            Reading before = Reading.now(serverPid);
            for (int i = 0; i < calls; i++) {
                call(starter);
            }
            costs[block] = Reading.now(serverPid).since(before, calls);
        }
        double allocated = Spread.of(Arrays.stream(costs), Cost::bytes).median();
        setting.out()
                .printf(
                        Locale.ROOT,
                        "  %-16s %12.1f %18.2f %10.1f%n",
                        name,
                        allocated / MEGABYTE,
                        allocated / sent,
                        Spread.of(Arrays.stream(costs), Cost::cpuMicros).median() / 1e3);
    }

    private static void call(Consumer<Ended> starter) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        starter.accept(why -> {
            failure.set(why);
            over.countDown();
        });
        if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("a call did not end");
        }
        if (failure.get() != null) {
            throw new ExecutionException("a call failed", failure.get());
        }
    }
}
