package io.github.camelopenrouter.internal.binding;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/** Looks for half of a surrogate pair, which cannot be sent: no text in UTF-8 has it. */
final class WellFormed {
    /** Deeper than anything that is meant; what is beyond fails where it is written. */
    private static final int DEEPEST = 1_000;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private WellFormed() {}

    /**
     * The same text.
     *
     * @throws IllegalArgumentException where it has half a character
     */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isHighSurrogate(one)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(one)) {
                throw new IllegalArgumentException("must not have half a character (a lone surrogate)");
            }
        }
        return text;
    }

    /**
     * Every text within maps, lists, arrays and JSON, names included.
     *
     * @throws IllegalArgumentException where one has half a character
     */
    static void all(Object value) {
        new WellFormed().look(value, 0);
    }

    private void look(Object value, int depth) {
        if (value instanceof CharSequence) {
            text(value.toString());
        } else if (value instanceof JsonNode node && node.isTextual()) {
            text(node.textValue());
        } else if (isContainer(value) && depth < DEEPEST && seen.add(value)) {
            // what contains itself, or the same thing often, is looked at once
            inside(value, depth + 1);
        }
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map<?, ?>
                || value instanceof Object[]
                || value instanceof Iterable<?> && !(value instanceof Path);
    }

    private void inside(Object container, int depth) {
        if (container instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                look(name, depth);
                look(member, depth);
            });
        } else if (container instanceof JsonNode object && object.isObject()) {
            object.properties().forEach(member -> {
                text(member.getKey());
                look(member.getValue(), depth);
            });
        } else {
            Iterable<?> elements = container instanceof Object[] array ? Arrays.asList(array) : (Iterable<?>) container;
            elements.forEach(element -> look(element, depth));
        }
    }
}
