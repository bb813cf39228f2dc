package io.github.camelopenrouter.internal.binding;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.support.Fingerprint;

/** Finds the API key of a call: by its alias, from the option, from the provider bean, from the environment. Thread-safe. */
public final class ApiKeys {
    private final OpenRouterConfiguration configuration;
    private final EnvironmentDefaults environment;
    /** Most calls are made with the key of the call before. */
    private volatile Known last = new Known("", "");

    /** No record: its text would have the key. */
    private static final class Known {
        final String key;
        final String id;

        Known(String key, String id) {
            this.key = key;
            this.id = id;
        }
    }

    public ApiKeys(OpenRouterConfiguration configuration, EnvironmentDefaults environment) {
        this.configuration = configuration;
        this.environment = environment;
    }

    /**
     * The key, asked for anew each time, so that a rotated one counts from the next call on.
     *
     * @param alias value of the header that names one, or null
     * @throws AuthenticationException where there is none
     * @throws IllegalArgumentException where it cannot be a key
     */
    public String key(String alias) {
        ApiKeyProvider provider = configuration.getApiKeyProvider();
        if (alias != null && provider == null) {
            throw new IllegalArgumentException("The header " + OpenRouterConstants.KEY_ALIAS
                    + " needs a bean that knows the aliases: set the option apiKeyProvider");
        }
        String key = configuration.getApiKey();
        if (asks(alias)) {
            key = provided(provider, alias);
        }
        if (alias == null && blank(key)) {
            key = environment.apiKey();
        }
        if (blank(key)) {
            throw new AuthenticationException(
                    ErrorDetails.notSent(
                            alias == null
                                    ? "OpenRouter API Key is not set: set the option apiKey, bind an apiKeyProvider, or set"
                                            + " the environment variable OPENROUTER_API_KEY"
                                    : "OpenRouter API Key is not set for the alias in the header "
                                            + OpenRouterConstants.KEY_ALIAS + ": the apiKeyProvider does not know it",
                            "authentication"),
                    null);
        }
        try {
            return OptionValue.key(key);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The OpenRouter API Key " + e.getMessage(), e);
        }
    }

    /** Whether the key comes from a bean, which may take its time. */
    public boolean asks(String alias) {
        return configuration.getApiKeyProvider() != null && (alias != null || blank(configuration.getApiKey()));
    }

    private static String provided(ApiKeyProvider provider, String alias) {
        try {
            return provider.apiKey(alias);
        } catch (OpenRouterException e) {
            throw e;
        } catch (Throwable e) {
            // a vault that cannot be reached now may be reached later; beans may throw errors, and what they do not
            // declare
            throw new TransportException(
                    ErrorDetails.notSent(
                                    "OpenRouter: the apiKeyProvider failed ("
                                            + e.getClass().getSimpleName()
                                            + "), so there is no key to send with; nothing was sent",
                                    "api_key_unavailable")
                            .withRetry(Retry.YES),
                    e);
        }
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    /** Tells keys apart and tells nothing else about them. */
    String id(String key) {
        Known known = last;
        if (!known.key.equals(key)) {
            known = new Known(key, hash(key));
            last = known;
        }
        return known.id;
    }

    /** The first eight hexadecimal digits of the SHA-256. */
    static String hash(String key) {
        return Fingerprint.hex(key).substring(0, 8);
    }
}
