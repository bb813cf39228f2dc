package io.github.camelopenrouter.internal.binding;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterToolConfiguration;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.internal.tool.ToolDefinition;

/**
 * What the options of a route say that is a tool, and how arguments become its body. The options are looked at once, when this is made.
 * Thread-safe.
 */
public final class ToolBinding {
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean", "array", "object");
    private static final List<String> FACTS = List.of("description", "required", "enum");
    /** More of a resource is not read. */
    private static final int LONGEST_SCHEMA = 4 * 1024 * 1024;

    private final ObjectMapper mapper;
    /** Null for a Map. */
    private final JavaType type;

    private final ToolDefinition definition;

    /**
     * @throws IllegalArgumentException where an option is bad; the message names it
     */
    public ToolBinding(CamelContext context, OpenRouterToolConfiguration options) {
        this.mapper = AnswerFormats.mapper(context);
        if (options.getName() == null || options.getName().isBlank()) {
            throw new IllegalArgumentException(
                    "openrouter:tool needs the option name, which models call the tool by, such as name=weather");
        }
        if (options.getDescription() == null || options.getDescription().isBlank()) {
            throw new IllegalArgumentException(
                    "openrouter:tool needs the option description: models choose a tool by it");
        }
        long ways = Stream.of(options.getParameters(), options.getParametersSchema(), options.getParametersClass())
                .filter(way -> way != null)
                .count();
        if (ways > 1) {
            throw new IllegalArgumentException(
                    "The options parameter.*, parametersSchema and parametersClass exclude each other: set one of them");
        }
        this.type = type(context, options);
        ObjectNode schema = schema(context, options);
        try {
            this.definition = ToolDefinition.of(
                    options.getName().trim(),
                    options.getDescription().trim(),
                    schema,
                    options.isStrictParameters(),
                    options.isReturnDirect(),
                    tags(options.getTags()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    (options.getName().matches("[A-Za-z0-9_-]{1,64}")
                                    ? "The parameters of openrouter:tool with the name " + options.getName() + ": "
                                    : "The option name of openrouter:tool: ")
                            + e.getMessage(),
                    e);
        }
    }

    private static Set<String> tags(String list) {
        Set<String> tags = new TreeSet<>();
        if (list != null) {
            Arrays.stream(list.split(","))
                    .map(String::trim)
                    .filter(tag -> !tag.isEmpty())
                    .forEach(tags::add);
        }
        return tags;
    }

    private JavaType type(CamelContext context, OpenRouterToolConfiguration options) {
        if (options.getParametersClass() == null) {
            return null;
        }
        Class<?> named = context.getClassResolver()
                .resolveClass(options.getParametersClass().trim());
        if (named == null) {
            throw new IllegalArgumentException(
                    "The option parametersClass names a class that is not on the class path: "
                            + OptionValue.quoted(options.getParametersClass()));
        }
        return mapper.constructType(named);
    }

    private ObjectNode schema(CamelContext context, OpenRouterToolConfiguration options) {
        if (type != null) {
            try {
                return AnswerFormat.schemaOf(type, mapper);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("The option parametersClass: " + e.getMessage(), e);
            }
        }
        if (options.getParametersSchema() != null) {
            return new GivenSchemas(context)
                    .of("The option parametersSchema", options.getParametersSchema(), LONGEST_SCHEMA);
        }
        return options.getParameters() == null ? null : declared(options.getParameters());
    }

    /** The schema of {@code parameter.city=string} and what further says of {@code city}. */
    private static ObjectNode declared(Map<String, Object> options) {
        Map<String, Map<String, String>> facts = new LinkedHashMap<>();
        Map<String, String> types = new TreeMap<>();
        options.forEach((key, value) -> {
            int dot = key.lastIndexOf('.');
            String fact = dot < 0 ? "" : key.substring(dot + 1);
            if (FACTS.contains(fact)) {
                facts.computeIfAbsent(key.substring(0, dot), none -> new TreeMap<>())
                        .put(fact, String.valueOf(value));
            } else if (dot < 0) {
                types.put(key, String.valueOf(value).trim().toLowerCase(Locale.ROOT));
            } else {
                throw new IllegalArgumentException(
                        "The option parameter." + key
                                + " is not known: use parameter.<name>=<type>, and .description, .required and .enum behind it");
            }
        });
        facts.keySet().forEach(name -> {
            if (!types.containsKey(name)) {
                throw new IllegalArgumentException(
                        "The option parameter." + name + " is missing, which says of what type the parameter is: "
                                + String.join(", ", new TreeSet<>(TYPES)));
            }
        });
        ObjectNode schema = JsonMembers.JSON.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonMembers.JSON.createArrayNode();
        types.forEach((name, type) -> {
            if (!TYPES.contains(type)) {
                throw new IllegalArgumentException("The option parameter." + name + " must be one of "
                        + String.join(", ", new TreeSet<>(TYPES)) + OptionValue.shown(type));
            }
            ObjectNode property = properties.putObject(name).put("type", type);
            Map<String, String> known = facts.getOrDefault(name, Map.of());
            if (known.get("description") != null) {
                property.put("description", known.get("description"));
            }
            if (known.get("enum") != null) {
                ArrayNode values = property.putArray("enum");
                Arrays.stream(known.get("enum").split(","))
                        .map(String::trim)
                        .forEach(value -> values.add(constant(name, type, value)));
            }
            if (Boolean.parseBoolean(known.getOrDefault("required", "false").trim())) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static JsonNode constant(String name, String type, String value) {
        if (type.equals("string")) {
            return JsonMembers.JSON.getNodeFactory().textNode(value);
        }
        try {
            return JsonMembers.JSON.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The option parameter." + name + ".enum must have values of the type " + type, e);
        }
    }

    public ToolDefinition definition() {
        return definition;
    }

    /**
     * The body of the tool's message: a Map, or an object of the class.
     *
     * @param arguments valid by the tool's schema
     * @throws JsonProcessingException where they cannot be read as the class
     */
    public Object body(ObjectNode arguments) throws JsonProcessingException {
        return type == null
                ? mapper.convertValue(
                        arguments, mapper.getTypeFactory().constructMapType(Map.class, String.class, Object.class))
                : mapper.treeToValue(arguments, type);
    }

    /** What the model gets of a value that a tool left as its body: text as it is, and anything else as JSON. */
    public String json(Object value) throws JsonProcessingException {
        return value instanceof CharSequence ? value.toString() : mapper.writeValueAsString(value);
    }
}
