package io.github.camelopenrouter.internal.runtime;

import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.util.URISupport;

import io.github.camelopenrouter.OpenRouterOperation;
import io.github.camelopenrouter.internal.support.Fingerprint;

/**
 * Which endpoint it is whose budget is spent and whose limits count: the same in every JVM that has the same endpoint, and another
 * one for endpoints that differ in any option of their URI, an {@code apiKey} included. What the options of the component, the
 * environment or a key provider say is no part of it, so that a key may change there. Made of a hash, from which nothing of the URI
 * can be read. Linear in the length of the URI.
 */
public final class EndpointIdentity {
    private static final int DIGITS = 32;

    private EndpointIdentity() {}

    /**
     * @param uri of the endpoint, with or without its options
     * @return such as {@code completion-} and 32 hexadecimal digits
     */
    public static String of(OpenRouterOperation operation, String uri) {
        Fingerprint print = new Fingerprint();
        options(uri).forEach((name, value) -> {
            print.add(name);
            // an option may be repeated
            List<?> values = value instanceof List<?> several ? several : List.of(value);
            print.count(values.size());
            values.forEach(one -> print.add(plain(one.toString())));
        });
        return operation + "-" + print.hex().substring(0, DIGITS);
    }

    /** In an order of their own: that of the URI says nothing. */
    private static Map<String, Object> options(String uri) {
        int query = uri.indexOf('?');
        if (query < 0) {
            return Map.of();
        }
        String text = uri.substring(query + 1);
        try {
            return new TreeMap<>(URISupport.parseQuery(text, true, true));
        } catch (URISyntaxException e) {
            // no endpoint can have been made of it by Camel; by hand it is whatever it was called
            return Map.of("", text);
        }
    }

    /** An option says the same whether it is escaped or stands in {@code RAW(...)}. */
    private static String plain(String value) {
        boolean raw =
                value.startsWith("RAW(") && value.endsWith(")") || value.startsWith("RAW{") && value.endsWith("}");
        if (raw) {
            return value.substring(4, value.length() - 1);
        }
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // a percent sign that escapes nothing
            return value;
        }
    }
}
