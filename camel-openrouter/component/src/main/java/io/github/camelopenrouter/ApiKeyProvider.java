package io.github.camelopenrouter;

/**
 * Supplies API keys: asked anew for each call, so that a rotated key counts from the next call on. Bind one in the registry and
 * name it by the option {@code apiKeyProvider}.
 */
@FunctionalInterface
public interface ApiKeyProvider {
    /**
     * The key for a call. Called on the route's thread and from many at once; must not block for long.
     *
     * @param alias value of the header {@code CamelOpenRouterKeyAlias}, which may come from outside: answer known aliases only;
     *     null for the default key
     * @return the key; null where there is none for this alias, and the call is refused before anything is sent
     */
    String apiKey(String alias);
}
