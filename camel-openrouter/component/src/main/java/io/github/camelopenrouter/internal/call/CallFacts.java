package io.github.camelopenrouter.internal.call;

import java.util.List;

import io.github.camelopenrouter.internal.wire.BeyondText;
import io.github.camelopenrouter.internal.wire.WrittenRequest;

/**
 * What limits, budgets and the ledger may know of a call: names and sizes, no content and no key. Absent facts are null.
 *
 * @param model the first model that is asked, as it stands in the request; null where the request names none
 * @param fallbacks models that the service may take instead, in order; never null
 * @param keyId which key pays: a short hash of it that tells keys apart and nothing else
 * @param keyAlias the alias that chose the key, or null
 * @param routeId the route that the exchange came from, or null
 * @param tenant for whom the call is made, or null
 * @param requestBytes length of the request's text in UTF-8, and of what a provider may add to it: it has at most so many tokens
 * @param maxTokens most tokens that one choice may have, reasoning included, or null
 * @param choices how many answers are asked for
 * @param unbounded why nobody can say what the call costs at most, as the end of a sentence that names the member; null where
 *     that follows from the other facts and the price of the model
 * @param beyond what the request costs beyond its text
 * @param requestHash tells requests apart whose answers OpenRouter's response cache may repeat; null where it was not asked for
 */
public record CallFacts(
        String model,
        List<String> fallbacks,
        String keyId,
        String keyAlias,
        String routeId,
        String tenant,
        int requestBytes,
        Long maxTokens,
        long choices,
        String unbounded,
        BeyondText beyond,
        String requestHash) {
    /** Facts of a call that nobody limits. */
    public static final CallFacts NONE = new CallFacts(null, List.of(), null, null, null, null, 0, null, 1);

    /** Facts of a call that is bounded and not repeated from the response cache. */
    public CallFacts(
            String model,
            List<String> fallbacks,
            String keyId,
            String keyAlias,
            String routeId,
            String tenant,
            int requestBytes,
            Number maxTokens,
            long choices) {
        this(model, fallbacks, keyId, keyAlias, routeId, tenant, requestBytes, maxTokens, choices, null);
    }

    /** Facts of a call that is bounded. */
    public CallFacts(
            String model,
            List<String> fallbacks,
            String keyId,
            String keyAlias,
            String routeId,
            String tenant,
            int requestBytes,
            Number maxTokens,
            long choices,
            String requestHash) {
        this(
                model,
                fallbacks,
                keyId,
                keyAlias,
                routeId,
                tenant,
                requestBytes,
                maxTokens == null ? null : (Long) maxTokens.longValue(),
                choices,
                null,
                BeyondText.NONE,
                requestHash);
    }

    /**
     * Facts of a request: what decides its cost is read from the bytes that are sent.
     *
     * @param json the request
     * @throws IllegalArgumentException where it is not one JSON object whose members are all different
     */
    public static CallFacts of(
            byte[] json, String keyId, String keyAlias, String routeId, String tenant, String requestHash) {
        WrittenRequest written = WrittenRequest.of(json);
        return new CallFacts(
                written.model(),
                written.fallbacks(),
                keyId,
                keyAlias,
                routeId,
                tenant,
                (int) (json.length - written.beyond().bytes()) + written.added(),
                written.maxTokens(),
                written.choices(),
                written.unbounded(),
                written.beyond(),
                requestHash);
    }

    /** Most tokens that all choices may have together; 0 where no most is said, {@link Long#MAX_VALUE} for all beyond it. */
    public long answerTokens() {
        if (maxTokens == null || maxTokens < 1) {
            return 0;
        }
        long answers = Math.max(1, choices);
        return maxTokens > Long.MAX_VALUE / answers ? Long.MAX_VALUE : maxTokens * answers;
    }

    /** How many tokens the prompt's media may usually have, beside its text. */
    public long usualMediaTokens() {
        return beyond.usualTokens();
    }

    /** Most tokens of the prompt's images and sound. */
    public long mostMediaTokens() {
        return beyond.mediaTokens();
    }
}
