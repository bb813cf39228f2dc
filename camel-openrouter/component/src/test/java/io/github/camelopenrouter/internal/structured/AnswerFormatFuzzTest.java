package io.github.camelopenrouter.internal.structured;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is given as schema and whatever is answered: a value, or the failure that a route knows. */
class AnswerFormatFuzzTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> KEYWORDS = List.of(
            "type",
            "properties",
            "items",
            "required",
            "enum",
            "const",
            "anyOf",
            "oneOf",
            "allOf",
            "not",
            "$ref",
            "$defs",
            "additionalProperties",
            "pattern",
            "minimum",
            "maximum",
            "multipleOf",
            "minLength",
            "maxItems",
            "format",
            "description",
            "if",
            "then",
            "else",
            "prefixItems",
            "contains",
            "default",
            "title",
            "uniqueItems");
    private static final List<String> TYPES =
            List.of("string", "number", "integer", "object", "array", "boolean", "null", "strange");
    private static final List<String> REFERENCES =
            List.of("#", "#/$defs/a", "#/$defs/b", "#/properties/a", "x", "http://localhost:1/", "#/%zz");
    private static final List<String> PATTERNS = List.of("^a+$", "(a|aa)+\\1$", "(", "[z-a]", ".*");
    private static final List<String> TEXTS = List.of(
            "{\"a\":1}",
            "{\"a\":{\"a\":[1,2,{\"b\":null}]}}",
            "[1,\"x\",null]",
            "\"text\"",
            "1e400",
            "null",
            "```json\n{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaa!\"}\n```",
            "Words {\"a\":[{},{},{\"a\":{}}]} and words",
            "{\"a\":1,\"a\":2}",
            "{\"b\":{\"a\":\"\"}}",
            "");

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    private ObjectNode schema(Random random, int depth) {
        ObjectNode schema = nodes.objectNode();
        int members = 1 + random.nextInt(4);
        for (int i = 0; i < members; i++) {
            String keyword = KEYWORDS.get(random.nextInt(KEYWORDS.size()));
            switch (keyword) {
                case "type" -> schema.put(keyword, pick(random, TYPES));
                case "properties", "$defs" -> {
                    ObjectNode named = schema.putObject(keyword);
                    for (String name : List.of("a", "b")) {
                        if (random.nextInt(4) > 0) {
                            named.set(name, depth == 0 ? nodes.objectNode() : schema(random, depth - 1));
                        }
                    }
                }
                case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                    ArrayNode parts = schema.putArray(keyword);
                    for (int j = random.nextInt(4); j > 0 && depth > 0; j--) {
                        parts.add(schema(random, depth - 1));
                    }
                }
                case "items", "not", "if", "then", "else", "contains", "additionalProperties" -> {
                    if (depth > 0 && random.nextInt(4) > 0) {
                        schema.set(keyword, schema(random, depth - 1));
                    } else {
                        schema.put(keyword, random.nextBoolean());
                    }
                }
                case "required", "enum" -> schema.putArray(keyword).add("a").add(random.nextInt(3));
                case "$ref" -> schema.put(keyword, pick(random, REFERENCES));
                case "pattern" -> schema.put(keyword, pick(random, PATTERNS));
                case "minimum", "maximum", "multipleOf", "minLength", "maxItems" ->
                    schema.put(keyword, random.nextInt(5) - 1);
                default -> schema.put(keyword, pick(random, TYPES));
            }
        }
        return schema;
    }

    private static String pick(Random random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private static String damaged(Random random, String text) {
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(3); i > 0 && damaged.length() > 0; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, "{}[]\",:\\\u0000\ud800e9".charAt(random.nextInt(12)));
                default -> damaged.setLength(at);
            }
        }
        return damaged.toString();
    }

    private static ChatResponse answer(String text) {
        ChatChoice choice = new ChatChoice(ChatMessage.assistant(text), "stop", null);
        return new ChatResponse("gen-1", null, null, null, List.of(choice), null, null, Map.of());
    }

    @Timeout(120)
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void any_schema_and_any_answer_give_a_value_or_the_typed_failure(long seed) {
        Random random = new Random(seed);
        int schemas = 0;
        int values = 0;
        for (int i = 0; i < 400; i++) {
            AnswerFormat.Schema schema;
            try {
                schema = AnswerFormat.Schema.of(schema(random, 4), "answer", random.nextBoolean());
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
                continue;
            }
            schemas++;
            AnswerTarget target = random.nextBoolean() ? AnswerTarget.JSON : AnswerTarget.map(MAPPER);
            AnswerFormat format = new AnswerFormat(schema.wire(), schema.checked(), true, target);
            for (int j = 0; j < 10; j++) {
                String text = damaged(random, pick(random, TEXTS));
                try {
                    assertThat(format.read(answer(text)).source()).isNotEmpty();
                    values++;
                } catch (InvalidAnswerException e) {
                    assertThat(e.getViolations()).isNotEmpty();
                    assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(512);
                }
            }
            schema.checked().at("/a/*");
        }
        assertThat(schemas).isGreaterThan(30);
        assertThat(values).isGreaterThan(30);
    }
}
