package io.github.camelopenrouter;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** The one address that calls of an endpoint go to: from the option {@code baseUrl} alone, never from a message. */
final class ChatAddress {
    private ChatAddress() {}

    /**
     * @throws IllegalArgumentException where the base URL is no absolute http(s) address, or is plain http to another host
     */
    static URI of(String baseUrl, boolean allowInsecureHttp) {
        return URI.create(base(baseUrl, allowInsecureHttp) + "/chat/completions");
    }

    /**
     * The address that all resources begin with, without a slash at its end.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    static String base(String baseUrl, boolean allowInsecureHttp) {
        URI base;
        try {
            base = new URI(baseUrl == null ? "" : baseUrl.trim());
        } catch (URISyntaxException e) {
            // its message repeats the text, in which somebody may have put a key
            throw refused("is not a valid URL: " + e.getReason() + " at index " + e.getIndex());
        }
        String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || base.getHost() == null) {
            throw refused("must be an absolute https address such as https://openrouter.ai/api/v1");
        }
        if (base.getUserInfo() != null || base.getQuery() != null || base.getFragment() != null) {
            throw refused("must have no user, query or fragment; the key belongs in the option apiKey");
        }
        if (scheme.equals("http") && !allowInsecureHttp && !loopback(base.getHost())) {
            throw refused(
                    "is plain http to another host, where the key could be read on the way. Use https, or set allowInsecureHttp=true");
        }
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The option baseUrl " + why);
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
