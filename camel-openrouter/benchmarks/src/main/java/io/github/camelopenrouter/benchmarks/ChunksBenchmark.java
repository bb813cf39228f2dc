package io.github.camelopenrouter.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import io.github.camelopenrouter.benchmarks.bare.BareStreams;
import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;
import io.github.camelopenrouter.benchmarks.route.RouteStreams;
import io.github.camelopenrouter.benchmarks.server.Plan;

/** What a chunk costs, when the server writes as fast as it is read. */
final class ChunksBenchmark implements Benchmarks.Benchmark {

    private static final int WIDTH = 8;
    private static final int CHUNKS = 2000;
    private static final int TEXT_BYTES = 17;
    private static final int EVENT_BYTES = 200;
    private static final Target PUSH = new Target(1.2, 1.3 * 1024);
    private static final Target PULL = new Target(1.2, 1.6 * 1024);

    @Override
    public void run(Setting setting) throws Exception {
        String baseUrl = Plan.stream(CHUNKS, 0).baseUrl(setting.server().port());
        Comparison comparison = new Comparison(
                "chunks: " + WIDTH + " streams of " + CHUNKS + " chunks, no pause",
                "chunk",
                setting.server().pid());
        LongAdder delivered = new LongAdder();
        Consumer<String> texts = text -> {
            if (text != null && !text.isEmpty()) {
                delivered.increment();
            }
        };
        List<Streams> open = new ArrayList<>();
        try {
            Streams bare = new BareStreams(baseUrl, texts);
            open.add(bare);
            comparison.baseline("bare", counted("bare", new InFlight(WIDTH, CHUNKS, bare::open), delivered));
            if (setting.component()) {
                add("push (streamTo)", RouteStreams.push(baseUrl, texts), PUSH, open, delivered, comparison);
                add("pull (split)", RouteStreams.pull(baseUrl, texts), PULL, open, delivered, comparison);
                LongConsumer events = bytes -> delivered.add(bytes >= CHUNKS * EVENT_BYTES ? CHUNKS : 0);
                LongConsumer text = bytes -> delivered.add(bytes == CHUNKS * TEXT_BYTES ? CHUNKS : 0);
                add(
                        "pass through, sse",
                        RouteStreams.passThrough(baseUrl, "sse", events),
                        Target.NONE,
                        open,
                        delivered,
                        comparison);
                add(
                        "pass through, text",
                        RouteStreams.passThrough(baseUrl, "text", text),
                        Target.NONE,
                        open,
                        delivered,
                        comparison);
            }
            Scale scale = setting.scale();
            comparison.run(scale.warmUp(), scale.blocks(), scale.block()).print(setting.out());
        } finally {
            for (Streams streams : open) {
                streams.close();
            }
        }
    }

    private static void add(
            String name,
            Streams streams,
            Target target,
            List<Streams> open,
            LongAdder delivered,
            Comparison comparison) {
        open.add(streams);
        comparison.with(name, counted(name, new InFlight(WIDTH, CHUNKS, streams::open), delivered), target);
    }

    /** A stream that ends well with fewer chunks than were sent is no measurement. */
    private static Workload counted(String name, Workload workload, LongAdder delivered) {
        return until -> {
            delivered.reset();
            long sent = workload.workUntil(until);
            if (delivered.sum() != sent) {
                throw new IllegalStateException(name + ": " + delivered.sum() + " of " + sent + " chunks arrived");
            }
            return sent;
        };
    }
}
