package io.github.camelopenrouter;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;

import org.apache.camel.Message;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.Cancellable;
import io.github.camelopenrouter.internal.call.GenerationLookup;

/** {@code openrouter:generation}: what became of a generation, by its id. */
final class GenerationProducer extends OpenRouterProducer {
    /** Options that mean something here; a component's other options are for its other endpoints. */
    static final Set<String> OPTIONS = Set.of(
            "apiKey",
            "apiKeyProvider",
            "baseUrl",
            "allowInsecureHttp",
            "connectTimeout",
            "connectionRequestTimeout",
            "responseTimeout",
            "idleTimeout",
            "totalTimeout",
            "maxRetryAfter",
            "maxResponseBytes",
            "maxErrorBodyBytes",
            "lazyStartProducer",
            "synchronous");

    private static final int LONGEST_ID = 255;

    private final String base;
    private final CallSettings settings;
    private final ApiKeys keys;

    /**
     * @param base address that the resource is below
     */
    GenerationProducer(OpenRouterEndpoint endpoint, String base, CallSettings settings, ApiKeys keys) {
        super(endpoint, settings.maxRetryAfter());
        this.base = base;
        this.settings = settings;
        this.keys = keys;
    }

    @Override
    Cancellable begin(Turn turn) {
        Message message = turn.exchange().getMessage();
        String id;
        Duration deadline;
        String key;
        try {
            RequestHeaders given = RequestHeaders.of(message);
            id = id(given, message);
            deadline = CommandFactory.deadline(given, settings.totalTimeout());
            key = keys.key(given.text(OpenRouterConstants.KEY_ALIAS));
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
        ResponseBinding.clear(message);
        URI uri = URI.create(base + "/generation?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of("Authorization", "Bearer " + key, "Accept", "application/json");
        GenerationLookup lookup = engine().client().generation(uri, headers, settings.withTotalTimeout(deadline), id);
        lookup.result().whenComplete((generation, why) -> {
            if (why == null) {
                turn.done(() -> {
                    ResponseBinding.headers(turn.exchange().getMessage(), generation);
                    turn.exchange().getMessage().setBody(generation);
                });
            } else {
                turn.fail(failure(why));
            }
            turn.finished();
        });
        return lookup;
    }

    private static String id(RequestHeaders headers, Message message) {
        Object header = headers.value(OpenRouterConstants.RESPONSE_ID);
        Object given = header != null ? header : message.getBody();
        String id = given instanceof CharSequence text ? text.toString().trim() : "";
        if (id.isEmpty() || id.length() > LONGEST_ID || !Value.printable(id)) {
            throw new IllegalArgumentException(
                    "openrouter:generation needs a generation id, such as gen-1234, in the header "
                            + OpenRouterConstants.RESPONSE_ID + " or as a String body");
        }
        return id;
    }

    private static OpenRouterException failure(Throwable why) {
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.of("OpenRouter: the generation could not be looked up", Outcome.REJECTED), cause);
    }
}
