package io.github.camelopenrouter.internal.tool;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.internal.structured.CheckableSchema;
import io.github.camelopenrouter.model.Violation;

/**
 * What models are told of a tool, as <a href="https://openrouter.ai/docs/features/tool-calling">OpenRouter</a> takes it. Immutable,
 * thread-safe.
 */
public final class ToolDefinition {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final String name;
    private final CheckableSchema parameters;
    private final boolean returnDirect;
    private final Set<String> tags;
    private final ObjectNode wire;

    private ToolDefinition(
            String name, CheckableSchema parameters, boolean returnDirect, Set<String> tags, ObjectNode wire) {
        this.name = name;
        this.parameters = parameters;
        this.returnDirect = returnDirect;
        this.tags = tags;
        this.wire = wire;
    }

    /**
     * @param description what models choose it by; null for none
     * @param parameters a JSON schema of an object; null for a tool without parameters
     * @param strict whether the provider is to make arguments that are valid by the schema, which must then be of the strict kind
     * @param returnDirect whether its result is the answer
     * @throws IllegalArgumentException where the name or the schema cannot be one; the message says why
     */
    public static ToolDefinition of(
            String name,
            String description,
            ObjectNode parameters,
            boolean strict,
            boolean returnDirect,
            Set<String> tags) {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a tool must have 1 to 64 letters, digits, dashes and underscores");
        }
        ObjectNode schema = parameters == null ? nothing() : parameters;
        String type = schema.path("type").asText("object");
        if (!"object".equals(type)) {
            throw new IllegalArgumentException("the parameters of a tool must be a JSON schema of type object");
        }
        CheckableSchema checkable = CheckableSchema.of(schema, strict);
        ObjectNode wire = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function = wire.putObject("function").put("name", name);
        if (description != null) {
            function.put("description", description);
        }
        function.set("parameters", checkable.sent());
        if (strict) {
            function.put("strict", true);
        }
        return new ToolDefinition(name, checkable, returnDirect, Set.copyOf(new TreeSet<>(tags)), wire);
    }

    private static ObjectNode nothing() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties");
        schema.put("additionalProperties", false);
        return schema;
    }

    public String name() {
        return name;
    }

    /** As it was given; must not be changed. */
    public ObjectNode parameters() {
        return parameters.given();
    }

    public boolean returnDirect() {
        return returnDirect;
    }

    public Set<String> tags() {
        return tags;
    }

    /** The element of the request's member {@code tools}; must not be changed. */
    public JsonNode wire() {
        return wire;
    }

    /** Where arguments are not what the schema asks for; empty where they are. */
    public List<Violation> violations(ObjectNode arguments) {
        return parameters.checked().violations(arguments);
    }

    @Override
    public String toString() {
        return "ToolDefinition[" + name + "]";
    }
}
