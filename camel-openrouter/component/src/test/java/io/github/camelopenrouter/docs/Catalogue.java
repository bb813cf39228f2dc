package io.github.camelopenrouter.docs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What Camel's catalogue says about the component, as tables. */
final class Catalogue {
    private static final Set<String> PREFIXES = Set.of("body.", "metadata.");

    private final JsonNode json;

    Catalogue(Path component) {
        File file = component
                .resolve("src/generated/resources/META-INF/io/github/camelopenrouter/openrouter.json")
                .toFile();
        try {
            json = new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    boolean hasOption(String name) {
        return json.path("properties").has(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }

    boolean hasHeader(String name) {
        return json.path("headers").has(name);
    }

    /** The content of a generated part of a page. */
    String generate(String name) {
        return switch (name) {
            case "coordinates" -> coordinates();
            case "endpoint-options" -> options(json.path("properties"), Set.of("operation"));
            case "component-options" -> componentOptions();
            case "request-headers" -> headers("request");
            case "response-headers" -> headers("response");
            default -> throw new AssertionError("there is no generator named " + name);
        };
    }

    private String coordinates() {
        JsonNode component = json.path("component");
        return "```xml\n<dependency>\n  <groupId>%s</groupId>\n  <artifactId>%s</artifactId>\n  <version>%s</version>\n</dependency>\n```"
                .formatted(
                        component.path("groupId").asText(),
                        component.path("artifactId").asText(),
                        component.path("version").asText());
    }

    private String componentOptions() {
        JsonNode endpoint = json.path("properties");
        JsonNode component = json.path("componentProperties");
        Set<String> shared = new TreeSet<>();
        Set<String> endpointOnly = new TreeSet<>();
        endpoint.fieldNames().forEachRemaining(name -> (component.has(name) ? shared : endpointOnly).add(name));
        endpointOnly.remove("operation");
        String exceptions =
                endpointOnly.isEmpty() ? "" : ", but for " + String.join(", ", code(List.copyOf(endpointOnly)));
        return "Every endpoint option is an option of the component, too%s. The component has these besides:\n\n%s"
                .formatted(exceptions, options(component, shared));
    }

    private static List<String> code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").toList();
    }

    private static String options(JsonNode properties, Set<String> without) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : properties.properties()) {
            if (!without.contains(option.getKey())) {
                JsonNode facts = option.getValue();
                groups.computeIfAbsent(facts.path("group").asText(), group -> new ArrayList<>())
                        .add("| `%s%s` | %s | %s | %s |"
                                .formatted(
                                        facts.path("prefix").asText(),
                                        facts.has("prefix") ? "*" : option.getKey(),
                                        type(facts),
                                        defaultValue(facts),
                                        cell(facts.path("description").asText())));
            }
        }
        StringBuilder tables = new StringBuilder();
        groups.forEach((group, rows) -> tables.append("#### ")
                .append(Character.toUpperCase(group.charAt(0)))
                .append(group.substring(1))
                .append("\n\n| Option | Type | Default | Description |\n|---|---|---|---|\n")
                .append(String.join("\n", rows))
                .append("\n\n"));
        return tables.toString().stripTrailing();
    }

    private String headers(String group) {
        StringBuilder table = new StringBuilder("| Header | Type | Description |\n|---|---|---|\n");
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            JsonNode facts = header.getValue();
            if (facts.path("label").asText().equals(group)) {
                table.append("| `%s` | %s | %s |\n"
                        .formatted(
                                header.getKey(),
                                cell(type(facts)),
                                cell(facts.path("description").asText())));
            }
        }
        return table.toString().stripTrailing();
    }

    private static String type(JsonNode facts) {
        if (facts.has("enum")) {
            List<String> words = new ArrayList<>();
            facts.path("enum").forEach(word -> words.add(word.asText()));
            return String.join(", ", code(words));
        }
        String type = facts.path("type").asText();
        return type.equals("object")
                        || type.isEmpty()
                        || facts.path("kind").asText().equals("header")
                ? facts.path("javaType").asText().replaceAll("[a-z]\\w*\\.(?=[\\w.]*[A-Z])|<.*>", "")
                : type;
    }

    /** Of a wrapper Boolean the catalogue says false where nothing is set. */
    private static String defaultValue(JsonNode facts) {
        JsonNode value = facts.path("defaultValue");
        if (value.isMissingNode() || facts.path("javaType").asText().equals("java.lang.Boolean")) {
            return "";
        }
        return "`" + (facts.path("type").asText().equals("duration") ? duration(value) : value.asText()) + "`";
    }

    private static String duration(JsonNode value) {
        Duration duration = Duration.ofMillis(value.asLong());
        return duration.toSecondsPart() != 0 || duration.isZero()
                ? duration.toSeconds() + "s"
                : duration.toMinutesPart() != 0 ? duration.toMinutes() + "m" : duration.toHours() + "h";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }
}
