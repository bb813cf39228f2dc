package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.camelopenrouter.simulator.service.Obedience;
import io.github.camelopenrouter.simulator.service.ServiceSettings;

/**
 * The settings of a simulator: {@link OpenRouterSimulator#builder()}. Every method returns this builder. Not
 * thread-safe; may be used for any number of simulators.
 */
public final class OpenRouterSimulatorBuilder {

    private int port;
    private Set<String> apiKeys = Set.of();
    private int keptRequests = Integer.MAX_VALUE;
    private Duration tokenInterval = Duration.ZERO;
    private Duration thinkingTime = Duration.ZERO;
    private Duration keepAliveEvery = Duration.ofMillis(500);
    private Duration generationDelay = Duration.ZERO;
    private boolean cachesLeftAnswers = true;
    private int requestsPerMinute;
    private final Map<String, Obedience> structuredOutputs = new HashMap<>();
    private Faults faults = Faults.seeded(0);
    private int keptGenerations = ServiceSettings.KEPT_GENERATIONS;

    OpenRouterSimulatorBuilder() {}

    /** The port to listen on; 0, the default, means a free one. */
    public OpenRouterSimulatorBuilder port(int port) {
        this.port = port;
        return this;
    }

    /** The only keys to be accepted. Without this, every key is. */
    public OpenRouterSimulatorBuilder apiKeys(String... keys) {
        this.apiKeys = Set.of(keys);
        return this;
    }

    /**
     * How many requests are kept, the latest ones, for simulators that run long; all by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public OpenRouterSimulatorBuilder keepRequests(int most) {
        this.keptRequests = atLeastOne(most, "keepRequests");
        return this;
    }

    /**
     * How many generations are kept, the latest ones, for {@code GET /generation} and
     * {@link OpenRouterSimulator#billedGenerations}; 10000 by default. Sums are kept of all.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public OpenRouterSimulatorBuilder keepGenerations(int most) {
        this.keptGenerations = atLeastOne(most, "keepGenerations");
        return this;
    }

    /**
     * How long {@code GET /generation} does not find a generation after its end; not at all by default. The real
     * service takes seconds to minutes.
     */
    public OpenRouterSimulatorBuilder generationDelay(Duration delay) {
        this.generationDelay = notNegative(delay, "generationDelay");
        return this;
    }

    /**
     * Whether an answer that is to be cached is cached also if its client left and the model completed it all the same;
     * yes by default. The real service does not say.
     */
    public OpenRouterSimulatorBuilder cacheLeftAnswers(boolean cached) {
        this.cachesLeftAnswers = cached;
        return this;
    }

    /**
     * How many requests to chat all keys together may begin within any minute; further ones are refused with status
     * 429 and {@code X-RateLimit-Reset}. Scripted answers do not count. Any number by default.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public OpenRouterSimulatorBuilder requestsPerMinute(int most) {
        this.requestsPerMinute = atLeastOne(most, "requestsPerMinute");
        return this;
    }

    /**
     * What becomes of the {@code response_format} of requests that a provider or a model serves. A model without such a
     * setting keeps the formats that it lists in its {@code supported_parameters} and ignores others.
     *
     * @param name the slug of a provider, the tag of an endpoint, or the id of a model; of several settings for one
     *     endpoint that of its tag counts, then that of its provider, then that of the model
     */
    public OpenRouterSimulatorBuilder structuredOutputs(String name, StructuredOutputs outputs) {
        structuredOutputs.put(Objects.requireNonNull(name, "name"), outputs.obedience());
        return this;
    }

    /** What goes wrong by chance with realistic answers to chats; nothing by default. */
    public OpenRouterSimulatorBuilder faults(Faults faults) {
        this.faults = Objects.requireNonNull(faults, "faults");
        return this;
    }

    /** Silence before each streamed token of a realistic answer; none by default. */
    public OpenRouterSimulatorBuilder tokenInterval(Duration interval) {
        this.tokenInterval = notNegative(interval, "tokenInterval");
        return this;
    }

    /**
     * How long a realistic answer to a chat takes to begin, filled with keep-alives: comments in a stream, blanks
     * before JSON. None by default.
     */
    public OpenRouterSimulatorBuilder thinkingTime(Duration time) {
        this.thinkingTime = notNegative(time, "thinkingTime");
        return this;
    }

    /** Silence between two keep-alives during the {@link #thinkingTime}; half a second by default. */
    public OpenRouterSimulatorBuilder keepAliveEvery(Duration interval) {
        if (interval.isZero()) {
            throw new IllegalArgumentException("keepAliveEvery must not be zero");
        }
        this.keepAliveEvery = notNegative(interval, "keepAliveEvery");
        return this;
    }

    /**
     * Starts a simulator.
     *
     * @throws java.io.UncheckedIOException if the port cannot be used
     */
    public OpenRouterSimulator start() {
        ServiceSettings settings = new ServiceSettings(
                apiKeys,
                thinkingTime,
                tokenInterval,
                generationDelay,
                cachesLeftAnswers,
                keptGenerations,
                requestsPerMinute,
                Map.copyOf(structuredOutputs));
        return new OpenRouterSimulator(
                port, keptRequests, settings, new Pacing(tokenInterval, thinkingTime, keepAliveEvery), faults);
    }

    private static int atLeastOne(int number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + number);
        }
        return number;
    }

    private static Duration notNegative(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + duration);
        }
        return duration;
    }
}
