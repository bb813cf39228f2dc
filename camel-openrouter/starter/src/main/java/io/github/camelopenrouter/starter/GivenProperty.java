package io.github.camelopenrouter.starter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * A property below {@code camel.component}, as it is written somewhere. Its name is taken as it stands and not as Boot would make it:
 * what is below {@code body} or {@code http-header} are names of others, in which an underscore or a capital letter counts.
 *
 * @param name the whole name
 * @param path what is below {@code camel.component}, part by part; of a variable of the environment, in lower case
 * @param variable whether it is a variable of the environment, in whose name nothing but underscores parts anything
 */
record GivenProperty(
        String name,
        List<String> path,
        boolean variable,
        PropertySource<?> source,
        PropertySourcesPlaceholdersResolver placeholders) {
    private static final List<String> ROOT = List.of("camel", "component");

    /** All of them; of two for the same, the first counts. */
    static List<GivenProperty> all(ConfigurableEnvironment environment) {
        PropertySourcesPlaceholdersResolver placeholders = new PropertySourcesPlaceholdersResolver(environment);
        List<GivenProperty> all = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> named
                    && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
                boolean variables = isEnvironment(source);
                for (String name : named.getPropertyNames()) {
                    List<String> path = variables ? words(name) : parts(name);
                    if (path.size() > ROOT.size() && isRoot(path)) {
                        all.add(new GivenProperty(
                                name, path.subList(ROOT.size(), path.size()), variables, source, placeholders));
                    }
                }
            }
        }
        return all;
    }

    private static boolean isEnvironment(PropertySource<?> source) {
        String name = source.getName();
        return source instanceof SystemEnvironmentPropertySource
                && (name.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                        || name.endsWith("-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME));
    }

    private static boolean isRoot(List<String> path) {
        return KnownOptions.uniform(path.get(0)).equals(ROOT.get(0))
                && KnownOptions.uniform(path.get(1)).equals(ROOT.get(1));
    }

    private static List<String> words(String variable) {
        return Arrays.asList(variable.toLowerCase(Locale.ROOT).split("_"));
    }

    /** What is between dots and in brackets. */
    private static List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            char c = i == name.length() ? '.' : name.charAt(i);
            if (c == '.' || c == '[') {
                if (i > start) {
                    parts.add(name.substring(start, i));
                }
                start = i + 1;
            }
            int closed = c == '[' ? name.indexOf(']', i) : -1;
            if (closed > 0) {
                parts.add(name.substring(i + 1, closed));
                i = closed;
                start = closed + 1;
            }
        }
        return parts;
    }

    /** What it says, with what stands for <code>${...}</code> in it; null for nothing. */
    Object value() {
        Object value = placeholders.resolvePlaceholders(source.getProperty(name));
        return value instanceof CharSequence text ? text.toString() : value;
    }

    /** Where it is written; never null. */
    Origin origin() {
        return PropertySourceOrigin.get(source, name);
    }
}
