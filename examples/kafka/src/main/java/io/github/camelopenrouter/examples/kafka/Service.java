package io.github.camelopenrouter.examples.kafka;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.camelopenrouter.simulator.BilledGeneration;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

/**
 * The simulator of the demo, which has its bad moments: some prompts fail at first, some always do. It remembers when requests came.
 * Thread-safe; whoever starts it closes it.
 */
final class Service implements AutoCloseable {
    /** In a prompt: the provider is overloaded whenever it comes. */
    static final String ALWAYS_OVERLOADED = "(always overloaded)";

    /** In a prompt: the first request is one too many. */
    static final String FIRST_TOO_MANY = "(first too many)";

    private static final Duration THINKING = Duration.ofSeconds(2);

    private final OpenRouterSimulator simulator = OpenRouterSimulator.builder()
            .thinkingTime(THINKING)
            // nobody promises that OpenRouter's cache keeps an answer whose reader was killed
            .cacheLeftAnswers(false)
            .start();
    private final List<Long> arrivals = new ArrayList<>();
    private final Map<String, Boolean> refused = new ConcurrentHashMap<>();

    private Service() {}

    static Service start() {
        Service service = new Service();
        service.simulator.replyWith(service::reply);
        return service;
    }

    OpenRouterSimulator simulator() {
        return simulator;
    }

    /** The moments at which requests came, in nanoseconds of this JVM, in order. */
    List<Long> arrivals() {
        synchronized (arrivals) {
            return List.copyOf(arrivals);
        }
    }

    /** What each generation cost that was billed, in US dollars; repeated ones from OpenRouter's cache cost nothing and are not here. */
    List<BigDecimal> bill() {
        return simulator.billedGenerations().stream()
                .map(BilledGeneration::cost)
                .filter(cost -> cost.signum() > 0)
                .toList();
    }

    @Override
    public void close() {
        simulator.close();
    }

    /** Null stands for what OpenRouter would answer. */
    private Reply reply(RecordedRequest request) {
        synchronized (arrivals) {
            arrivals.add(System.nanoTime());
        }
        String body = request.text();
        if (body.contains(ALWAYS_OVERLOADED)) {
            return Reply.json(503, "{\"error\":{\"code\":503,\"message\":\"The provider is overloaded\"}}");
        }
        if (body.contains(FIRST_TOO_MANY) && refused.putIfAbsent(body, true) == null) {
            return Reply.json(429, "{\"error\":{\"code\":429,\"message\":\"Too many requests\"}}")
                    .header("Retry-After", "2");
        }
        return null;
    }
}
