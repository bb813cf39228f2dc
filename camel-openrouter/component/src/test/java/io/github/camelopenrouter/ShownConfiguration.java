package io.github.camelopenrouter;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a text says to the component, whatever language it is written in: URIs of endpoints, and lines of {@code camel.component.NAME.*}.
 * A URI that Java puts together has a placeholder where it has a variable.
 */
final class ShownConfiguration {
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)$(.*?)^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern ATTRIBUTE = Pattern.compile("uri=\"([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    /** A data type of ours, and a tool of the service: they begin like an endpoint and are none. */
    private static final Set<String> NO_ENDPOINTS = Set.of("openrouter:json", "openrouter:web_search");

    private static final Pattern NAMED = Pattern.compile(
            "camel\\.beans\\.(\\w+)\\s*=\\s*#class:io\\.github\\.camelopenrouter\\.OpenRouterComponent");

    private final Set<String> names = new TreeSet<>(Set.of("openrouter"));
    private final Set<String> uris = new LinkedHashSet<>();
    private final Set<String> properties = new LinkedHashSet<>();

    /** Begins with what the files say about further names of the component. */
    ShownConfiguration(List<Path> files) throws IOException {
        for (Path file : files) {
            Matcher named = NAMED.matcher(Files.readString(file));
            while (named.find()) {
                names.add(named.group(1));
            }
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            read(name.substring(name.lastIndexOf('.') + 1), Files.readString(file));
        }
    }

    /** What one text says. */
    ShownConfiguration(String language, String text) throws IOException {
        read(language, text);
    }

    /** With the scheme {@code openrouter}, whatever name the component has there. */
    Set<String> uris() {
        return uris;
    }

    /** {@code camel.component.openrouter.option=value}, whatever name the component has there. */
    Set<String> properties() {
        return properties;
    }

    private void read(String language, String text) throws IOException {
        switch (language) {
            case "md" -> page(text);
            case "java" -> java(text);
            case "yaml", "yml" -> yaml(text);
            case "xml" -> xml(text);
            case "properties" -> properties(text);
            default -> {
                // no language of routes
            }
        }
    }

    private void page(String text) throws IOException {
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            read(fence.group(1), fence.group(2));
        }
        Matcher code = CODE.matcher(FENCE.matcher(text).replaceAll(""));
        while (code.find()) {
            if (code.group(1).startsWith("camel.")) {
                properties(code.group(1));
            } else {
                uri(code.group(1));
            }
        }
    }

    // ---- Java

    private void java(String text) {
        Matcher literal = LITERAL.matcher(text);
        for (int from = 0; literal.find(from); ) {
            StringBuilder whole = new StringBuilder(unescaped(literal.group(1)));
            from = literal.end();
            for (int plus = skip(text, from);
                    plus < text.length() && text.charAt(plus) == '+';
                    plus = skip(text, from)) {
                int operand = skip(text, plus + 1);
                if (literal.find(operand) && literal.start() == operand) {
                    whole.append(unescaped(literal.group(1)));
                    from = literal.end();
                } else {
                    whole.append("{{variable}}");
                    from = expression(text, operand);
                }
            }
            uri(whole.toString());
        }
    }

    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of an operand: whatever stands in brackets belongs to it. */
    private static int expression(String text, int from) {
        int depth = 0;
        int at = from;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '(' || c == '[') {
                depth++;
            } else if (depth > 0 && (c == ')' || c == ']')) {
                depth--;
            } else if (depth == 0 && "+,;):?]".indexOf(c) >= 0) {
                break;
            }
        }
        return at;
    }

    private static String unescaped(String literal) {
        return literal.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    // ---- XML, properties

    private void xml(String text) {
        Matcher attribute = ATTRIBUTE.matcher(text);
        while (attribute.find()) {
            uri(attribute.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
        }
    }

    private void properties(String text) throws IOException {
        Properties all = new Properties();
        all.load(new StringReader(text));
        all.stringPropertyNames().stream().sorted().forEach(name -> property(name, all.getProperty(name)));
    }

    private void property(String name, String value) {
        for (String component : names) {
            String prefix = "camel.component." + component + ".";
            if (name.startsWith(prefix) && !name.endsWith("*")) {
                properties.add("camel.component.openrouter." + name.substring(prefix.length()) + "=" + value);
            }
        }
        uri(value);
    }

    // ---- YAML

    private void yaml(String text) {
        try {
            new Load(LoadSettings.builder().build()).loadAllFromString(text).forEach(document -> node("", document));
        } catch (YamlEngineException e) {
            throw new AssertionError("no YAML: " + text, e);
        }
    }

    private void node(String path, Object node) {
        if (node instanceof List<?> list) {
            list.forEach(element -> node(path, element));
        } else if (node instanceof Map<?, ?> map) {
            boolean endpoint = map.get("uri") instanceof String && map.get("parameters") instanceof Map<?, ?>;
            if (endpoint) {
                uri(withParameters((String) map.get("uri"), (Map<?, ?>) map.get("parameters")));
            }
            map.forEach((key, value) -> {
                if (!endpoint || !key.equals("uri")) {
                    node(path + key + ".", value);
                }
            });
        } else if (node != null) {
            property(path.substring(0, Math.max(0, path.length() - 1)), node.toString());
        }
    }

    private static String withParameters(String uri, Map<?, ?> parameters) {
        StringBuilder whole = new StringBuilder(uri);
        parameters.forEach((name, value) -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        return whole.toString();
    }

    // ---- what was found

    private void uri(String text) {
        for (String name : names) {
            String rest = text.startsWith(name + ":") ? text.substring(name.length() + 1) : null;
            // a page may speak of all of them, or of one that goes on
            if (rest != null
                    && !NO_ENDPOINTS.contains(text)
                    && rest.matches("[a-z{].*")
                    && !rest.contains("...")
                    && !rest.endsWith("=")) {
                uris.add("openrouter:" + rest);
            }
        }
    }
}
