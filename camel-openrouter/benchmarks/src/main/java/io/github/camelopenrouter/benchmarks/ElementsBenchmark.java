package io.github.camelopenrouter.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.camelopenrouter.benchmarks.measure.Comparison;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.measure.Workload;
import io.github.camelopenrouter.benchmarks.route.RouteStreams;
import io.github.camelopenrouter.benchmarks.server.Plan;

/**
 * What an element costs that is pushed as an object, beside the same stream pushed as text; and how late it is in its route, when many
 * streams write at the pace of models.
 */
final class ElementsBenchmark implements Benchmarks.Benchmark {

    private static final int WIDTH = 8;
    private static final int ELEMENTS = 16;
    private static final Target PUSH = Target.ofRatios(1.5, 2);
    private static final int INTERVAL_MILLIS = 50;
    private static final int CHUNKS_PER_ELEMENT = 4;
    private static final double PUSH_MILLIS = 1;

    @Override
    public void run(Setting setting) throws Exception {
        if (!setting.component()) {
            setting.out().println("elements: only the component has them");
            return;
        }
        // an element in one chunk is the most that an exchange for each can cost beside one for each chunk
        costs(setting, 1);
        costs(setting, 16);
        lag(setting);
    }

    private static void costs(Setting setting, int chunksPerElement) throws Exception {
        String baseUrl = Plan.elements(ELEMENTS, chunksPerElement, 0)
                .baseUrl(setting.server().port());
        Comparison comparison = new Comparison(
                "elements: " + WIDTH + " streams of " + ELEMENTS + " elements of 1 KB, each in " + chunksPerElement
                        + " chunk" + (chunksPerElement == 1 ? "" : "s") + ", no pause",
                "element",
                setting.server().pid());
        LongAdder delivered = new LongAdder();
        Consumer<String> chunks = text -> {
            if (text != null && text.endsWith("}")) {
                delivered.increment();
            }
        };
        Consumer<String> elements = at -> delivered.increment();
        List<Streams> open = new ArrayList<>();
        try {
            Streams plain = RouteStreams.push(baseUrl, chunks);
            open.add(plain);
            // the chunk that ends the array ends like one that ends an element
            comparison.baseline("push of text (streamTo)", counted(plain, delivered, ELEMENTS + 1));
            Streams pushed = RouteStreams.pushElements(baseUrl, elements);
            open.add(pushed);
            comparison.with("push of elements (streamElements)", counted(pushed, delivered, ELEMENTS), PUSH);
            Scale scale = setting.scale();
            comparison.run(scale.warmUp(), scale.blocks(), scale.block()).print(setting.out());
        } finally {
            for (Streams streams : open) {
                streams.close();
            }
        }
    }

    /** A stream that ends well with fewer elements than were sent is no measurement. */
    private static Workload counted(Streams streams, LongAdder delivered, int each) {
        Workload workload = new InFlight(WIDTH, ELEMENTS, streams::open);
        return until -> {
            delivered.reset();
            long sent = workload.workUntil(until);
            if (delivered.sum() != sent / ELEMENTS * each) {
                throw new IllegalStateException(delivered.sum() + " arrived of " + sent + " elements");
            }
            return sent;
        };
    }

    private static void lag(Setting setting) throws Exception {
        Scale scale = setting.scale();
        int interval = INTERVAL_MILLIS * CHUNKS_PER_ELEMENT;
        setting.out()
                .printf(
                        "%nelements: %,d streams at %d elements of 1 KB a second, from the server's write to the route%n",
                        scale.pacedStreams(), 1000 / interval);
        Duration length = scale.pacedSettle().plus(scale.paced()).plusSeconds(1);
        int elements = (int) (length.toMillis() / interval);
        String baseUrl = Plan.elements(elements, CHUNKS_PER_ELEMENT, INTERVAL_MILLIS)
                .baseUrl(setting.server().port());
        LagBenchmark.measure(
                "push (streamElements)",
                setting,
                interval,
                PUSH_MILLIS,
                sink -> RouteStreams.pushElements(baseUrl, sink));
    }
}
