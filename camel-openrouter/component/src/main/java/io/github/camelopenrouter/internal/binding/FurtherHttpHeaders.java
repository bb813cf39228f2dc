package io.github.camelopenrouter.internal.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;

/**
 * HTTP headers that no option of ours knows: those that an option sets, and those of a message that an option allows. Immutable,
 * thread-safe.
 */
public final class FurtherHttpHeaders {
    /** What belongs to the connection, to the key, or to an option that means more than the header. */
    private static final Set<String> REFUSED = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "authorization",
            "connection",
            "expect",
            "host",
            "http-referer",
            "http2-settings",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-api-key",
            "x-openrouter-cache",
            "x-openrouter-cache-ttl",
            "x-openrouter-categories",
            "x-openrouter-metadata",
            "x-openrouter-title",
            "x-title");

    private static final String TOKEN = "!#$%&'*+-.^_`|~";
    private static final OptionValue TEXT = OptionValue.header();

    private final Map<String, String> fixed = new LinkedHashMap<>();
    private final List<String> allowed;

    /**
     * @throws IllegalArgumentException where an option has a bad value; the message names it
     */
    FurtherHttpHeaders(OpenRouterConfiguration configuration) {
        if (configuration.getHttpHeader() != null) {
            values().parse(configuration.getHttpHeader());
            configuration.getHttpHeader().forEach((name, value) -> fixed.put(name, (String) TEXT.parse(value)));
        }
        this.allowed = configuration.getAllowedHttpHeaders() == null
                ? List.of()
                : names(configuration.getAllowedHttpHeaders());
    }

    /** Values by name, as the option httpHeader has them. */
    public static OptionValue values() {
        return given -> {
            if (!(given instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("must be a map");
            }
            Map<String, Object> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            map.forEach((name, value) -> {
                checked(String.valueOf(name));
                if (seen.put(String.valueOf(name), value) != null) {
                    throw new IllegalArgumentException("must have the header " + name + " once");
                }
                TEXT.parse(value);
            });
            return map;
        };
    }

    /** Names separated by commas, as the option allowedHttpHeaders has them. */
    public static OptionValue allowed() {
        return given -> {
            names(given);
            return given;
        };
    }

    @SuppressWarnings("unchecked")
    private static List<String> names(Object given) {
        List<String> names = (List<String>) OptionValue.list(Integer.MAX_VALUE).parse(given);
        names.forEach(FurtherHttpHeaders::checked);
        return names;
    }

    private static void checked(String name) {
        boolean token = !name.isEmpty()
                && name.length() <= 100
                && name.chars()
                        .allMatch(letter ->
                                letter < 128 && (Character.isLetterOrDigit(letter) || TOKEN.indexOf(letter) >= 0));
        String lower = name.toLowerCase(Locale.ROOT);
        if (!token) {
            throw new IllegalArgumentException("must have names of HTTP headers, such as X-Trace-Id");
        }
        if (REFUSED.contains(lower) || lower.startsWith("content-") || lower.startsWith("proxy-")) {
            throw new IllegalArgumentException("must not have the header " + name
                    + ": it belongs to the connection, to the key, or to an option of its own");
        }
    }

    /** Adds what goes with a message: those of the options, and over them those of the message that are allowed. */
    Map<String, String> with(Map<String, String> others, Message message) {
        if (fixed.isEmpty() && allowed.isEmpty()) {
            return others;
        }
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(fixed);
        for (String name : allowed) {
            Object given = message.getHeader(name);
            if (given != null) {
                try {
                    all.put(name, (String) TEXT.parse(RequestHeaders.plain(name, given, message)));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("The header " + name + " " + e.getMessage(), e);
                }
            }
        }
        all.putAll(others);
        return all;
    }
}
