package io.github.camelopenrouter.client;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * The credentials of one call: its key, and what a proxy is told. Services and gateways repeat them in what they answer; here they
 * are masked for what they are, not for how they look: whole, encoded, or in any part of at least eight characters. Costs time in
 * proportion to the text. Immutable.
 */
final class Secrets {
    static final String MASK = "***";

    /** Shorter parts than this tell nothing, and may be words. */
    private static final int PART = 8;

    private static final int SHORTEST = 4;
    private static final int MAX_CAUSES = 20;
    private static final long PART_BITS = (1L << (7 * PART)) - 1;

    private final List<String> brief = new ArrayList<>(1);
    /** The parts of all credentials, each packed into a long; sorted. */
    private final long[] parts;

    private Secrets(List<String> credentials) {
        List<Long> all = new ArrayList<>();
        for (String credential : credentials) {
            if (credential.length() < PART) {
                if (credential.length() >= SHORTEST) {
                    brief.add(credential);
                }
            } else {
                collect(credential, all);
            }
        }
        parts = all.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }

    /**
     * @param authorization value of the header, or null
     * @param further other credentials: those of a proxy as {@code user:password}, or as they are sent
     */
    static Secrets of(String authorization, List<String> further) {
        List<String> all = new ArrayList<>();
        if (authorization != null) {
            String[] words = authorization.trim().split("\\s+", 2);
            add(key(words[words.length - 1]), all);
        }
        for (String credential : further) {
            add(credential.substring(credential.indexOf(':') + 1), all);
            all.add(base64(credential));
        }
        return new Secrets(all);
    }

    /** What all keys begin with is no secret. */
    private static String key(String key) {
        String rest = key.startsWith("sk-or-v1-") ? key.substring("sk-or-v1-".length()) : key;
        return rest.length() < PART ? key : rest;
    }

    private static void add(String secret, List<String> all) {
        all.add(secret);
        all.add(base64(secret));
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        if (!encoded.equals(secret)) {
            all.add(encoded);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void collect(String credential, List<Long> all) {
        long packed = 0;
        for (int i = 0; i < credential.length(); i++) {
            packed = pack(packed, credential.charAt(i));
            if (i >= PART - 1) {
                all.add(packed);
            }
        }
    }

    /** The last eight characters in one number, letters in lower case. Others than ASCII are not told apart. */
    private static long pack(long packed, char c) {
        int bits = c >= 'A' && c <= 'Z' ? c + 32 : Math.min(c, 0x7F);
        return (packed << 7 | bits) & PART_BITS;
    }

    /** The text without any credential; null for null. */
    String mask(String text) {
        if (text == null) {
            return null;
        }
        String masked = text;
        for (String word : brief) {
            masked = masked.replace(word, MASK);
        }
        return parts.length == 0 || masked.length() < PART ? masked : maskParts(masked);
    }

    private String maskParts(String text) {
        StringBuilder masked = null;
        int copied = 0;
        int maskedTo = -1;
        long packed = 0;
        for (int i = 0; i < text.length(); i++) {
            packed = pack(packed, text.charAt(i));
            if (i >= PART - 1 && Arrays.binarySearch(parts, packed) >= 0) {
                int from = i - PART + 1;
                masked = masked == null ? new StringBuilder(text.length()) : masked;
                if (from > maskedTo) {
                    masked.append(text, copied, from).append(MASK);
                }
                maskedTo = i;
                copied = i + 1;
            }
        }
        return masked == null
                ? text
                : masked.append(text, copied, text.length()).toString();
    }

    /** The failure without any credential, wherever in it. */
    OpenRouterException mask(OpenRouterException failure) {
        return failure.with(mask(failure.details()), mask(failure.getCause()));
    }

    private ErrorDetails mask(ErrorDetails details) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        details.responseHeaders()
                .forEach((name, values) ->
                        headers.put(mask(name), values.stream().map(this::mask).toList()));
        return new ErrorDetails(
                mask(details.message()),
                details.statusCode(),
                mask(details.errorCode()),
                mask(details.errorType()),
                mask(details.provider()),
                mask(details.generationId()),
                details.outcome(),
                details.retry(),
                details.retryAfter(),
                headers,
                mask(details.partialText()),
                mask(details.metadata()));
    }

    /** The same where no message of it names a credential; otherwise one that says the same without it. */
    private Throwable mask(Throwable cause) {
        Throwable told = cause;
        for (int i = 0; told != null && i < MAX_CAUSES; i++) {
            String message = told.toString();
            if (!message.equals(mask(message))) {
                return replaced(cause);
            }
            told = told.getCause();
        }
        return cause;
    }

    private IOException replaced(Throwable cause) {
        IOException told = new IOException(mask(cause.toString()));
        told.setStackTrace(cause.getStackTrace());
        return told;
    }

    /** Never the credentials. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d parts of credentials", parts.length);
    }
}
