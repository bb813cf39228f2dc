package io.github.camelopenrouter.starter;

import java.util.List;

/**
 * An option of the component, as its catalogue describes it.
 *
 * @param name in camel case
 * @param map whether everything below its name belongs to it
 * @param object whether it takes a bean and no text
 * @param words the only ones that it takes; empty where it takes others
 * @param secret whether no message may repeat its value
 */
record KnownOption(String name, boolean map, boolean object, List<String> words, boolean secret) {

    /** A text as the component reads it, which knows one way to write a word, and a bean only behind {@code #bean:}. */
    String read(String text) {
        if (object && !map && !text.matches("#(autowired|\\w+[:(].*)")) {
            return "#bean:" + (text.startsWith("#") ? text.substring(1) : text);
        }
        String uniform = KnownOptions.uniform(text);
        return words.stream()
                .filter(word -> KnownOptions.uniform(word).equals(uniform))
                .findFirst()
                .orElse(text);
    }
}
