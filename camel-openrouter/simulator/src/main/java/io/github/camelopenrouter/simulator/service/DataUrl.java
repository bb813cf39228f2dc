package io.github.camelopenrouter.simulator.service;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes within a URL.
 *
 * @param type the media type in small letters, without parameters
 */
record DataUrl(String type, byte[] bytes) {

    private static final Pattern HEAD = Pattern.compile("data:([^;,]+)(?:;[^;,]+)*;base64,");

    static boolean isOne(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5);
    }

    /** @return null if it is none */
    static DataUrl parse(String url) {
        Matcher head = HEAD.matcher(url);
        if (!head.lookingAt()) {
            return null;
        }
        byte[] bytes = decode(url.substring(head.end()));
        return bytes == null ? null : new DataUrl(head.group(1).toLowerCase(Locale.ROOT), bytes);
    }

    /** @return null if it is not Base64, or nothing */
    static byte[] decode(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return bytes.length == 0 ? null : bytes;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
