package io.github.camelopenrouter.internal.structured;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;

import io.github.camelopenrouter.model.Violation;

/**
 * A schema that <a href="https://github.com/networknt/json-schema-validator">networknt's validator</a> checks answers with: the only
 * place that knows that library. Draft 2020-12; formats are checked; nothing is fetched from anywhere.
 */
final class CheckedSchema implements AnswerSchema {
    private static final String WHOLE = "#/$defs/whole";
    private static final JsonNodePath START = new JsonNodePath(PathType.JSON_POINTER);
    private static final int MOST = 20;
    private static final int LONGEST = 200;

    private final ObjectNode json;
    private final JsonSchema schema;

    private CheckedSchema(ObjectNode json, JsonSchema schema) {
        this.json = json;
        this.schema = schema;
    }

    /**
     * @throws IllegalArgumentException where it is no schema; the message says why
     */
    static CheckedSchema of(ObjectNode given) {
        SchemaReferences.check(given);
        ObjectNode json = given.deepCopy();
        // a name of the schema is nobody's to fetch, and one draft is spoken here
        json.remove(List.of("$schema", "$id"));
        try {
            JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                    VersionFlag.V202012,
                    builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .formatAssertionsEnabled(true)
                    .locale(Locale.ENGLISH)
                    .regularExpressionFactory(BoundedPattern::of)
                    .build();
            JsonSchema schema = factory.getSchema(json, config);
            schema.initializeValidators();
            return new CheckedSchema(json, schema);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "is no JSON schema (draft 2020-12): " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public List<Violation> violations(JsonNode value) {
        try {
            List<Violation> violations = new ArrayList<>();
            BoundedSteps steps =
                    new BoundedSteps(schema.createExecutionContext().getExecutionConfig(), values(value));
            for (ValidationMessage message : schema.validate(steps, value, value, START)) {
                if (violations.size() == MOST) {
                    break;
                }
                violations.add(violation(message));
            }
            return violations;
        } catch (TooCostlyError e) {
            return List.of(new Violation("", "schema", "a value that can be checked: this one takes too long"));
        } catch (RuntimeException | StackOverflowError e) {
            // whatever a validator cannot decide is not valid
            return List.of(
                    new Violation("", "schema", "a value that can be checked, not one that is nested too deeply"));
        }
    }

    /** How many values it consists of. */
    private static long values(JsonNode value) {
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(value);
        long values = 0;
        while (!open.isEmpty()) {
            values++;
            open.pop().forEach(open::push);
        }
        return values;
    }

    private static Violation violation(ValidationMessage message) {
        String keyword = message.getType();
        JsonNode expected = message.getSchemaNode();
        String words = switch (keyword) {
            case "required" -> message.getProperty();
            case "additionalProperties", "unevaluatedProperties" -> "no other members";
            case "anyOf", "oneOf", "allOf", "not", "if", "then", "else" -> "one of the schema's forms";
            default -> expected == null ? "" : expected.isTextual() ? expected.textValue() : expected.toString();
        };
        return new Violation(message.getInstanceLocation().toString(), keyword, bounded(words));
    }

    private static String bounded(String words) {
        return words == null ? "" : words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    }

    @Override
    public AnswerSchema at(String pointer) {
        String path = SchemaReferences.path(json, pointer);
        if (path == null) {
            return null;
        }
        if (path.isEmpty()) {
            return this;
        }
        // the whole schema stays around it, because its parts refer to each other
        ObjectNode whole = json.deepCopy();
        SchemaReferences.move(whole, WHOLE);
        ObjectNode part = json.objectNode();
        part.set("$defs", json.objectNode().set("whole", whole));
        return of(part.put("$ref", WHOLE + path));
    }
}
