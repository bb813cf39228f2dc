package io.github.camelopenrouter.internal.binding;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The one address that calls of an endpoint go to: from the option {@code baseUrl} alone, never from a message. Addresses of other
 * servers that an endpoint talks to are of options, too.
 */
public final class ServiceAddress {
    private ServiceAddress() {}

    /**
     * @throws IllegalArgumentException where the base URL is no absolute http(s) address, or is plain http to another host
     */
    public static URI of(String baseUrl, boolean allowInsecureHttp) {
        return URI.create(base(baseUrl, allowInsecureHttp) + "/chat/completions");
    }

    /**
     * The address that all resources begin with, without a slash at its end.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static String base(String baseUrl, boolean allowInsecureHttp) {
        try {
            String base = checked(baseUrl == null ? "" : baseUrl.trim());
            refusePlain(URI.create(base), allowInsecureHttp);
            return base;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The option baseUrl " + e.getMessage());
        }
    }

    /**
     * The address of another server, which may have a query.
     *
     * @throws IllegalArgumentException where it is no absolute http(s) address, or is plain http to another host; the message names no
     *     option, and never repeats the address
     */
    public static URI other(String address, boolean allowInsecureHttp) {
        URI other = absolute(address.trim(), "https://mcp.example.com/mcp");
        if (other.getRawAuthority().indexOf('@') >= 0 || other.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "must have no user and no fragment; what proves who asks belongs in a header");
        }
        refuseHost(other, address.trim());
        refusePlain(other, allowInsecureHttp);
        return other;
    }

    private static void refusePlain(URI address, boolean allowInsecureHttp) {
        if (address.getScheme().equalsIgnoreCase("http") && !allowInsecureHttp && !loopback(address.getHost())) {
            throw new IllegalArgumentException(
                    "is plain http to another host, where the key could be read on the way. Use https, or set allowInsecureHttp=true");
        }
    }

    /** What the option {@code baseUrl} may be, whatever the others say. */
    public static OptionValue value() {
        return value -> {
            if (!(value instanceof CharSequence)) {
                throw new IllegalArgumentException("must be text");
            }
            checked(value.toString().trim());
            return value.toString();
        };
    }

    private static String checked(String text) {
        URI base = absolute(text, "https://openrouter.ai/api/v1");
        if (base.getRawAuthority().indexOf('@') >= 0 || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "must have no user, query or fragment; the key belongs in the option apiKey");
        }
        refuseHost(base, text);
        int end = text.length();
        while (text.charAt(end - 1) == '/') {
            end--;
        }
        String address = text.substring(0, end);
        if (address.endsWith("/chat/completions")) {
            throw new IllegalArgumentException("must end before the resource: leave /chat/completions away");
        }
        return address;
    }

    /** Never repeats the text: somebody may have put a key into it. */
    private static URI absolute(String text, String example) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not a valid URL: " + e.getReason() + " at index " + e.getIndex());
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || address.getRawAuthority() == null) {
            throw new IllegalArgumentException("must be an absolute https address such as " + example);
        }
        return address;
    }

    private static void refuseHost(URI address, String text) {
        if (address.getHost() == null || !OptionValue.printable(text)) {
            throw new IllegalArgumentException(
                    "must have a host name of letters, digits, dots and hyphens (no underscore; an"
                            + " international one as xn--...), or an address, and a port of digits behind it where there is one");
        }
        if (address.getPort() == 0
                || address.getPort() > 65_535
                || address.getRawAuthority().endsWith(":")) {
            throw new IllegalArgumentException("must have a port from 1 to 65535, or none");
        }
    }

    private static boolean loopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
