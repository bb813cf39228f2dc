package io.github.camelopenrouter.simulator.service;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What can be chosen about the service.
 *
 * @param keys the only ones to be accepted; if there are none, all are
 * @param thinkingTime how long a model takes to begin
 * @param tokenInterval how long a model takes for a streamed token
 * @param generationDelay how long a generation stays unknown after its end
 * @param cachesLeftAnswers whether an answer that the model completed after its client had left is cached
 * @param keptGenerations how many generations are remembered
 * @param requestsPerMinute how many chats all keys together may begin within any minute; zero for any number
 * @param structuredOutputs what becomes of response formats, by what names a provider, an endpoint or a model
 */
public record ServiceSettings(
        Set<String> keys,
        Duration thinkingTime,
        Duration tokenInterval,
        Duration generationDelay,
        boolean cachesLeftAnswers,
        int keptGenerations,
        int requestsPerMinute,
        Map<String, Obedience> structuredOutputs) {

    /** How many generations are remembered if nothing else is said. */
    public static final int KEPT_GENERATIONS = 10_000;

    /** Everything happens at once, and every key is accepted. */
    public static final ServiceSettings PROMPT = new ServiceSettings(
            Set.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO, true, KEPT_GENERATIONS, 0, Map.of());
}
