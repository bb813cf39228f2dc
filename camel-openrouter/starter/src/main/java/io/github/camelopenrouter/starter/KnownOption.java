package io.github.camelopenrouter.starter;

/**
 * An option of the component, as its catalogue describes it.
 *
 * @param name in camel case
 * @param map whether everything below its name belongs to it
 * @param object whether it takes a bean and no text
 * @param secret whether no message may repeat its value
 */
record KnownOption(String name, boolean map, boolean object, boolean secret) {}
