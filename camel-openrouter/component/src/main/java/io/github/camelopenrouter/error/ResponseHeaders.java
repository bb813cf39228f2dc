package io.github.camelopenrouter.error;

import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Headers of an answer, by name in any case: unmodifiable, and no more than a failure should carry about. */
final class ResponseHeaders extends AbstractMap<String, List<String>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMES = 100;
    private static final int MOST_CHARACTERS = 64 * 1024;

    private final TreeMap<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private ResponseHeaders() {}

    /** A copy, unless it is one; empty for null. */
    static Map<String, List<String>> of(Map<String, List<String>> received) {
        if (received == null || received instanceof ResponseHeaders) {
            return received == null ? Map.of() : received;
        }
        ResponseHeaders copy = new ResponseHeaders();
        int left = MOST_CHARACTERS;
        for (Map.Entry<String, List<String>> header : received.entrySet()) {
            if (left <= 0 || copy.headers.size() >= MOST_NAMES) {
                break;
            }
            List<String> values = new ArrayList<>(header.getValue().size());
            left -= header.getKey().length();
            for (String value : header.getValue()) {
                String kept = value == null ? "" : value.substring(0, Math.min(value.length(), Math.max(0, left)));
                left -= kept.length() + 1;
                if (left > 0 || values.isEmpty()) {
                    values.add(kept);
                }
            }
            copy.headers.put(header.getKey(), Collections.unmodifiableList(values));
        }
        return copy;
    }

    @Override
    public List<String> get(Object name) {
        return name instanceof String text ? headers.get(text) : null;
    }

    @Override
    public boolean containsKey(Object name) {
        return name instanceof String text && headers.containsKey(text);
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
        return Collections.unmodifiableMap(headers).entrySet();
    }
}
