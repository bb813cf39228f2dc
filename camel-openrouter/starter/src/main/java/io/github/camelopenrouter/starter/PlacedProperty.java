package io.github.camelopenrouter.starter;

import java.util.List;
import java.util.Set;

/**
 * A property of one component.
 *
 * @param option what it sets; null where there is no such option
 * @param word what stands in the place of the option
 * @param below what is behind the option's name, part by part
 */
record PlacedProperty(GivenProperty given, KnownOption option, String word, List<String> below) {
    /** What Camel's own starters have beside options. */
    private static final Set<String> SWITCHES = Set.of("enabled", "customizer.enabled");

    private static final String CONFIGURATION = "configuration";

    /** The property as one of that component; null where it is not one. */
    static PlacedProperty of(GivenProperty given, String component, KnownOptions options) {
        return given.variable() ? ofVariable(given, component, options) : ofPath(given, component, options);
    }

    private static PlacedProperty ofPath(GivenProperty given, String component, KnownOptions options) {
        List<String> path = given.path();
        if (!KnownOptions.uniform(path.get(0)).equals(KnownOptions.uniform(component))) {
            return null;
        }
        List<String> rest = path.subList(1, path.size());
        if (rest.size() > 1 && KnownOptions.uniform(rest.get(0)).equals(CONFIGURATION)) {
            rest = rest.subList(1, rest.size());
        }
        if (rest.isEmpty()) {
            return new PlacedProperty(given, null, "", rest);
        }
        return new PlacedProperty(given, options.named(rest.get(0)), rest.get(0), rest.subList(1, rest.size()));
    }

    /** Where words end is not to be seen: the component is the first words that are one, and the option the next ones. */
    private static PlacedProperty ofVariable(GivenProperty given, String component, KnownOptions options) {
        List<String> words = given.path();
        int start = behind(words, 0, KnownOptions.uniform(component));
        if (start < 0) {
            return null;
        }
        int behindConfiguration = behind(words, start, CONFIGURATION);
        if (behindConfiguration > 0 && behindConfiguration < words.size()) {
            start = behindConfiguration;
        }
        StringBuilder name = new StringBuilder();
        KnownOption found = null;
        int end = start;
        for (int i = start; i < words.size(); i++) {
            KnownOption option = options.named(name.append(words.get(i)).toString());
            if (option != null) {
                found = option;
                end = i + 1;
                if (option.map()) {
                    break;
                }
            }
        }
        String word = String.join("-", words.subList(start, words.size()));
        List<String> rest = found == null ? List.of() : words.subList(end, words.size());
        if (found != null && found.map() && !rest.isEmpty()) {
            // names of HTTP headers have dashes, those of JSON members underscores
            rest = List.of(String.join(found.name().equals("httpHeader") ? "-" : "_", rest));
        }
        return new PlacedProperty(given, found, word, rest);
    }

    private static int behind(List<String> words, int start, String name) {
        StringBuilder joined = new StringBuilder();
        for (int i = start; i < words.size() && joined.length() < name.length(); i++) {
            if (joined.append(words.get(i)).toString().equals(name)) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Whether it is no option, and says whether the starter configures the component. */
    boolean isSwitch() {
        String rest = below.isEmpty() ? word : word + "." + String.join(".", below);
        return SWITCHES.contains(rest) || given.variable() && SWITCHES.contains(rest.replace('-', '.'));
    }
}
