package io.github.camelopenrouter;

import java.net.URI;
import java.util.Locale;

/** The one address that calls of an endpoint go to: from the option {@code baseUrl} alone, never from a message. */
final class ChatAddress {
    private ChatAddress() {}

    /**
     * @throws IllegalArgumentException where the base URL is no absolute http(s) address, or is plain http to another host
     */
    static URI of(String baseUrl, boolean allowInsecureHttp) {
        URI base;
        try {
            base = URI.create(baseUrl == null ? "" : baseUrl.trim());
        } catch (IllegalArgumentException e) {
            throw refused("is not a valid URL", e);
        }
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || base.getHost() == null) {
            throw refused("must be an absolute https address such as https://openrouter.ai/api/v1", null);
        }
        if (base.getUserInfo() != null || base.getQuery() != null || base.getFragment() != null) {
            throw refused("must have no user, query or fragment; the key belongs in the option apiKey", null);
        }
        if (scheme.equals("http") && !allowInsecureHttp && !loopback(base.getHost())) {
            throw refused(
                    "is plain http to another host, where the key could be read on the way. Use https, or set allowInsecureHttp=true",
                    null);
        }
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/chat/completions");
    }

    private static IllegalArgumentException refused(String why, Throwable cause) {
        return new IllegalArgumentException("The option baseUrl " + why, cause);
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
