package io.github.camelopenrouter.internal.operation;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.ApiKeys;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.FailureBinding;
import io.github.camelopenrouter.internal.binding.OptionValue;
import io.github.camelopenrouter.internal.binding.RequestHeaders;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.binding.ServiceAddress;
import io.github.camelopenrouter.internal.call.CallSettings;
import io.github.camelopenrouter.internal.call.GenerationLookup;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.internal.support.Causes;

/** {@code openrouter:generation}: what became of a generation, by its id. */
final class GenerationProducer extends OperationProducer {
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

    private static final Duration TOTAL = Duration.ofMinutes(2);

    private final String base;
    private final CallSettings settings;
    private final ApiKeys keys;

    GenerationProducer(EndpointTerms terms) {
        this(terms, CallTimeouts.of(terms.options(), TOTAL, false));
    }

    private GenerationProducer(EndpointTerms terms, CallSettings settings) {
        super(terms, settings.maxRetryAfter());
        OpenRouterConfiguration options = terms.options();
        this.base = ServiceAddress.base(options.getBaseUrl(), options.isAllowInsecureHttp());
        this.settings = settings;
        this.keys = new ApiKeys(options, terms.runtime().environment());
    }

    @Override
    RunningCall begin(RunningExchange running) {
        Message message = running.exchange().getMessage();
        String id;
        Duration deadline;
        String key;
        try {
            RequestHeaders given = RequestHeaders.of(message);
            id = id(given, message);
            deadline = CallBinding.deadline(given, settings.totalTimeout());
            key = keys.key(given.text(OpenRouterConstants.KEY_ALIAS));
        } catch (IllegalArgumentException e) {
            throw FailureBinding.notSendable(e);
        }
        ResultHeaders.clear(message);
        URI uri = URI.create(base + "/generation?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of("Authorization", "Bearer " + key, "Accept", "application/json");
        GenerationLookup lookup = engine().client().generation(uri, headers, settings.withTotalTimeout(deadline), id);
        lookup.result().whenComplete((generation, why) -> {
            if (why == null) {
                running.done(() -> {
                    ResultHeaders.headers(running.exchange().getMessage(), generation);
                    running.exchange().getMessage().setBody(generation);
                });
            } else {
                running.fail(failure(why));
            }
            running.finished();
        });
        return lookup;
    }

    private static String id(RequestHeaders headers, Message message) {
        Object header = headers.value(OpenRouterConstants.RESPONSE_ID);
        Object given = header != null ? header : message.getBody();
        String id = given instanceof CharSequence text ? text.toString().trim() : "";
        if (id.isEmpty() || id.length() > LONGEST_ID || !OptionValue.printable(id)) {
            throw new IllegalArgumentException(
                    "openrouter:generation needs a generation id, such as gen-1234, in the header "
                            + OpenRouterConstants.RESPONSE_ID + " or as a String body");
        }
        return id;
    }

    private static OpenRouterException failure(Throwable why) {
        Throwable cause = Causes.of(why);
        return cause instanceof OpenRouterException known
                ? known
                : new TransportException(
                        ErrorDetails.of("OpenRouter: the generation could not be looked up", Outcome.REJECTED), cause);
    }
}
