package io.github.camelopenrouter.internal.wire;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * The credentials of one call: its key, and what a proxy is told. Services and gateways repeat them in what they answer; here they
 * are masked for what they are, not for how they look: whole, encoded, or in any part of at least eight characters. Costs time in
 * proportion to the text. Thread-safe.
 */
public final class Secrets {
    static final String MASK = "***";

    /** Shorter parts than this tell nothing, and may be words. */
    private static final int PART = 8;

    private static final int SHORTEST = 4;
    private static final int MAX_CAUSES = 20;
    private static final int MAX_TEXT = 8 * 1024;
    private static final String PREFIX = "sk-or-v1-";
    private static final Set<String> CREDENTIALS = Set.of("authorization", "proxy-authorization", "x-api-key");
    private static final long PART_BITS = (1L << (7 * PART)) - 1;

    private final Map<String, String> headers;
    private final List<String> further;
    /** Whole credentials, however short, in each of their writings. */
    private List<String> whole;
    /** The parts of all credentials, each packed into a long; sorted. */
    private long[] parts;

    /**
     * @param headers of the request, credentials included
     * @param further other credentials, each as {@code user:password}
     */
    public Secrets(Map<String, String> headers, List<String> further) {
        this.headers = headers;
        this.further = further;
    }

    /** Most calls fail in no way that needs it. */
    private synchronized void prepare() {
        if (parts != null) {
            return;
        }
        Set<String> writings = new LinkedHashSet<>();
        headers.forEach((name, value) -> {
            if (value != null && CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
                String[] words = value.trim().split("\\s+", 2);
                String key = words[words.length - 1].trim();
                String secret = secretOf(key);
                add(secret, writings);
                if (!secret.equals(key)) {
                    addBase64(key, writings);
                }
            }
        });
        for (String credential : further) {
            add(credential.substring(credential.indexOf(':') + 1), writings);
            add(credential, writings);
        }
        List<String> found = new ArrayList<>();
        List<Long> all = new ArrayList<>();
        for (String writing : writings) {
            if (writing.length() >= SHORTEST) {
                found.add(writing);
                collect(writing, all);
            }
        }
        // the longest first: a shorter one may be a part of it
        found.sort(Comparator.comparingInt(String::length).reversed());
        whole = found;
        parts = all.stream().mapToLong(Long::longValue).sorted().distinct().toArray();
    }

    /** What all keys begin with is no secret. */
    private static String secretOf(String key) {
        String rest = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        return rest.length() < PART ? key : rest;
    }

    private static void add(String secret, Set<String> all) {
        all.add(secret);
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        all.add(encoded);
        all.add(encoded.replace("+", "%20"));
        addBase64(secret, all);
    }

    private static void addBase64(String secret, Set<String> all) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        // wherever in a longer text that is encoded as one
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String own = base64.substring(Math.min(base64.length(), shift == 0 ? 0 : 4));
            if (own.length() >= PART) {
                all.add(own);
            }
        }
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

    /** The last eight characters in one number. Others than ASCII are not told apart. */
    private static long pack(long packed, char c) {
        return (packed << 7 | Math.min(c, 0x7F)) & PART_BITS;
    }

    /** The text without any whole credential, for texts that may have their parts by chance; null for null. */
    String maskWhole(String text) {
        if (text == null) {
            return null;
        }
        prepare();
        String masked = text;
        for (String word : whole) {
            masked = masked.replace(word, MASK);
        }
        return masked;
    }

    /** The text without any credential; null for null. */
    public String mask(String text) {
        if (text == null) {
            return null;
        }
        String masked = maskWhole(text);
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

    /** The headers without any credential. */
    public Map<String, List<String>> mask(Map<String, List<String>> answered) {
        Map<String, List<String>> told = new LinkedHashMap<>();
        answered.forEach((name, values) ->
                told.put(mask(name), values.stream().map(this::mask).toList()));
        return told;
    }

    /** The same failure without any credential, wherever in it; causes that name one are replaced. */
    public OpenRouterException mask(OpenRouterException failure) {
        ErrorDetails details = failure.details();
        ErrorDetails told = new ErrorDetails(
                mask(details.message()),
                details.statusCode(),
                mask(details.errorCode()),
                mask(details.errorType()),
                mask(details.provider()),
                mask(details.generationId()),
                details.outcome(),
                details.retry(),
                details.retryAfter(),
                mask(details.responseHeaders()),
                maskWhole(details.partialText()),
                mask(details.metadata()));
        Throwable cause = failure.getCause();
        Throwable named = cause != null && names(cause, new int[] {MAX_CAUSES}) ? replaced(cause) : cause;
        return failure.with(told, named);
    }

    /** Too many to look at count as naming one. */
    private boolean names(Throwable cause, int[] left) {
        if (cause == null) {
            return false;
        }
        String message = cause.getMessage();
        if (left[0]-- <= 0 || message != null && (message.length() > MAX_TEXT || !message.equals(mask(message)))) {
            return true;
        }
        for (Throwable suppressed : cause.getSuppressed()) {
            if (names(suppressed, left)) {
                return true;
            }
        }
        return cause.getCause() != cause && names(cause.getCause(), left);
    }

    private IOException replaced(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        IOException told = new IOException(cause.getClass().getSimpleName() + ": "
                + ErrorText.bounded(mask(text.substring(0, Math.min(text.length(), MAX_TEXT)))));
        told.setStackTrace(cause.getStackTrace());
        return told;
    }

    /** Never the credentials. */
    @Override
    public String toString() {
        return MASK;
    }
}
