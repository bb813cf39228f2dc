package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.core.env.PropertySource;

/**
 * What properties say about one option: a value, or the elements of a list, of which those of the first source count, or what is below
 * a map, of which all sources together count.
 */
final class Setting {
    /** Members of the request: what has dots in its name is an object. */
    private static final Set<String> JSON = Set.of("body", "imageConfig");

    private final KnownOption option;
    private final Map<List<String>, GivenProperty> parts = new LinkedHashMap<>();
    private GivenProperty whole;
    private PropertySource<?> source;

    Setting(KnownOption option) {
        this.option = option;
    }

    KnownOption option() {
        return option;
    }

    /** In the order of precedence. */
    void add(PlacedProperty placed, Collection<Problem> problems) {
        GivenProperty given = placed.given();
        if (option.map() && (placed.below().isEmpty() ? !parts.isEmpty() : whole != null)) {
            problems.add(Problem.of(
                    given,
                    "The option " + option.name() + " is given as a whole and in parts",
                    "Remove this property, or " + named().name() + "."));
            return;
        }
        if (option.map() && !placed.below().isEmpty()) {
            parts.putIfAbsent(placed.below(), given);
            return;
        }
        if (source != null && source != given.source()) {
            return;
        }
        source = given.source();
        if (!placed.below().isEmpty()) {
            parts.putIfAbsent(placed.below(), given);
        } else if (whole == null) {
            whole = given;
        } else {
            problems.add(Problem.of(
                    given,
                    "The option " + option.name() + " is given twice",
                    "Remove this property, or " + whole.name() + "."));
        }
    }

    /** Whether it is the option that has all the others in it. */
    boolean isConfiguration() {
        return option.name().equals("configuration");
    }

    /** What a message about the value names. */
    GivenProperty named() {
        return whole != null ? whole : parts.values().iterator().next();
    }

    /** Text, a number, a list or a map; null where nothing is said. */
    Object value() {
        if (whole != null && (parts.isEmpty() || !option.map())) {
            Object value = whole.value();
            return value == null || value.toString().isEmpty() ? null : value;
        }
        return option.map() ? map() : list();
    }

    /** As the text that the option is, or as a list where an element has the comma in it that parts elements. */
    private Object list() {
        List<String> elements = parts.entrySet().stream()
                .sorted(Comparator.comparing(
                        part -> Integer.valueOf(part.getKey().get(0))))
                .map(part -> String.valueOf(part.getValue().value()))
                .toList();
        return elements.stream().anyMatch(element -> element.contains(",")) ? elements : String.join(",", elements);
    }

    private Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        parts.forEach((path, given) -> {
            if (JSON.contains(option.name())) {
                put(map, path, given.value());
            } else {
                map.put(String.join(".", path), given.value());
            }
        });
        map.replaceAll((name, value) -> withLists(value));
        return map;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> map, List<String> path, Object value) {
        Map<String, Object> inner = map;
        for (String name : path.subList(0, path.size() - 1)) {
            Object next = inner.get(name);
            if (!(next instanceof Map<?, ?>)) {
                next = new LinkedHashMap<String, Object>();
                inner.put(name, next);
            }
            inner = (Map<String, Object>) next;
        }
        inner.putIfAbsent(path.get(path.size() - 1), value);
    }

    /** What was numbered from 0 on is a list. */
    @SuppressWarnings("unchecked")
    private static Object withLists(Object value) {
        if (!(value instanceof Map<?, ?> given)) {
            return value;
        }
        Map<String, Object> map = (Map<String, Object>) given;
        map.replaceAll((name, inner) -> withLists(inner));
        List<Object> list = new ArrayList<>();
        while (map.containsKey(String.valueOf(list.size()))) {
            list.add(map.get(String.valueOf(list.size())));
        }
        return list.isEmpty() || list.size() < map.size() ? map : list;
    }
}
