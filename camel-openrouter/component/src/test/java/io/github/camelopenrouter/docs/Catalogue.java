package io.github.camelopenrouter.docs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterConstants;

/** What Camel's catalogue says about the component, as tables. */
final class Catalogue {
    private static final Set<String> PREFIXES = Set.of("body.", "metadata.", "parameter.");

    /** What comes with an answer beside its bill and the names of who gave it. */
    private static final Set<String> ANSWERS = Set.of(
            OpenRouterConstants.REASONING,
            OpenRouterConstants.REASONING_DETAILS,
            OpenRouterConstants.TOOL_CALLS,
            OpenRouterConstants.REFUSAL,
            OpenRouterConstants.ANNOTATIONS,
            OpenRouterConstants.TRANSCRIPT,
            OpenRouterConstants.IMAGE_URLS,
            OpenRouterConstants.LOGPROBS,
            OpenRouterConstants.CHOICES,
            OpenRouterConstants.SEARCHES,
            OpenRouterConstants.RESPONSE_SERVICE_TIER,
            OpenRouterConstants.RESPONSE_ROUTER_METADATA,
            OpenRouterConstants.LEFT_OUT);

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
            case "coordinates" -> coordinates("", "");
            case "simulator-coordinates" -> coordinates("-simulator", "\n  <scope>test</scope>");
            case "kamelets-coordinates" -> coordinates("-kamelets", "");
            case "cli-run" -> cliRun();
            case "reference-contents" -> contents();
            case "endpoint-options" -> options(json.path("properties"), OptionGroup.OF_ENDPOINTS);
            case "component-options" -> componentTables();
            case "request-headers" -> headers("request");
            case "response-headers" -> headers("response");
            case "answer-headers" -> headers("response", ANSWERS::contains);
            default -> throw new AssertionError("there is no generator named " + name);
        };
    }

    private String coordinates(String suffix, String more) {
        JsonNode component = json.path("component");
        return "```xml\n<dependency>\n  <groupId>%s</groupId>\n  <artifactId>%s%s</artifactId>\n  <version>%s</version>%s\n</dependency>\n```"
                .formatted(
                        component.path("groupId").asText(),
                        component.path("artifactId").asText(),
                        suffix,
                        component.path("version").asText(),
                        more);
    }

    private String cliRun() {
        JsonNode component = json.path("component");
        return "```sh\ncamel run routes.camel.yaml application.properties \\\n  --dep=mvn:%s:%s:%s\n```"
                .formatted(
                        component.path("groupId").asText(),
                        component.path("artifactId").asText(),
                        component.path("version").asText());
    }

    Set<String> endpointOptions() {
        Set<String> options = new TreeSet<>();
        json.path("properties").fieldNames().forEachRemaining(options::add);
        options.remove("operation");
        return options;
    }

    /** The options that only the component has. */
    Set<String> componentOptions() {
        Set<String> options = new TreeSet<>();
        json.path("componentProperties").fieldNames().forEachRemaining(options::add);
        options.removeAll(endpointOptions());
        return options;
    }

    /** The headers that say for one message what an option says. */
    Set<String> overridingHeaders() {
        Set<String> headers = new TreeSet<>();
        json.path("headers").properties().forEach(header -> {
            if (overrides(header.getValue())) {
                headers.add(header.getKey());
            }
        });
        return headers;
    }

    boolean isAlsoHeader(String option) {
        return overrides(json.path("headers").path(headerOf(option)));
    }

    static String headerOf(String option) {
        return "CamelOpenRouter" + Character.toUpperCase(option.charAt(0)) + option.substring(1);
    }

    private static boolean overrides(JsonNode header) {
        return header.path("description").asText().startsWith("Overrides the option ");
    }

    private static String contents() {
        StringBuilder contents = new StringBuilder();
        contents(contents, "Endpoint options", OptionGroup.OF_ENDPOINTS);
        contents(contents, "Component options", OptionGroup.OF_COMPONENTS);
        contents(contents, "Request headers", List.of());
        contents(contents, "Response headers", List.of());
        return contents.toString().stripTrailing();
    }

    private static void contents(StringBuilder contents, String title, List<OptionGroup> groups) {
        contents.append("* ").append(link(title));
        if (!groups.isEmpty()) {
            contents.append(": ")
                    .append(groups.stream().map(group -> link(group.title())).collect(Collectors.joining(", ")));
        }
        contents.append('\n');
    }

    private static String link(String heading) {
        return "[%s](#%s)".formatted(heading, Anchors.of(heading));
    }

    private String componentTables() {
        Set<String> endpointOnly = endpointOptions();
        json.path("componentProperties").fieldNames().forEachRemaining(endpointOnly::remove);
        String exceptions =
                endpointOnly.isEmpty() ? "" : " except " + String.join(", ", code(List.copyOf(endpointOnly)));
        return "The component has every option of the endpoints too%s. It has these in addition:\n\n%s"
                .formatted(exceptions, options(json.path("componentProperties"), OptionGroup.OF_COMPONENTS));
    }

    private static List<String> code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").toList();
    }

    private String options(JsonNode properties, List<OptionGroup> groups) {
        StringBuilder tables = new StringBuilder();
        for (OptionGroup group : groups) {
            boolean headers = group.options().stream().anyMatch(this::isAlsoHeader);
            tables.append("### %s\n\n%s\n\n".formatted(group.title(), group.sentence()))
                    .append(
                            headers
                                    ? "| Option | Type | Default | Also a header | Description |\n|---|---|---|---|---|\n"
                                    : "| Option | Type | Default | Description |\n|---|---|---|---|\n");
            for (String option : group.options()) {
                JsonNode facts = properties.path(option);
                tables.append("| `%s%s` | %s | %s | %s%s |\n"
                        .formatted(
                                facts.path("prefix").asText(),
                                facts.has("prefix") ? "*" : option,
                                type(facts),
                                defaultValue(facts),
                                headers ? (isAlsoHeader(option) ? "yes | " : " | ") : "",
                                cell(facts.path("description").asText())));
            }
            tables.append('\n');
        }
        return tables.toString().stripTrailing();
    }

    private String headers(String group) {
        return headers(group, any -> true);
    }

    private String headers(String group, Predicate<String> chosen) {
        StringBuilder table = new StringBuilder("| Header | Type | Description |\n|---|---|---|\n");
        for (Map.Entry<String, JsonNode> header : json.path("headers").properties()) {
            JsonNode facts = header.getValue();
            boolean listed = facts.path("label").asText().equals(group) && !overrides(facts);
            if (listed && chosen.test(header.getKey())) {
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
