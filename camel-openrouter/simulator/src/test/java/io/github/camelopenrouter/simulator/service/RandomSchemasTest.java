package io.github.camelopenrouter.simulator.service;

import java.util.Random;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

import static org.assertj.core.api.Assertions.assertThat;

class RandomSchemasTest {

    private static final int MANY = 1500;
    private static final String[] PATTERNS = {
        "^[a-z]{2,5}$", "^\\d{4}-\\d{2}$", "(yes|no)", "^v[0-9]+(\\.[0-9]+)*$", "\\S"
    };
    private static final String[] FORMATS = {"date", "date-time", "email", "uuid", "ipv4", "uri"};

    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    @Test
    void every_schema_of_usual_keywords_is_satisfied() {
        for (int seed = 0; seed < MANY; seed++) {
            JsonNode schema = new RandomSchema(new Random(seed)).root();
            JsonNode made = new SchemaSample(schema, "Berlin", 3).make();
            assertThat(schemas.getSchema(schema).validate(made))
                    .as("seed %d: %s by %s", seed, made, schema)
                    .isEmpty();
        }
    }

    private static final class RandomSchema {

        private final Random random;

        RandomSchema(Random random) {
            this.random = random;
        }

        ObjectNode root() {
            ObjectNode root = object(0);
            root.putObject("$defs").set("other", object(3));
            return root;
        }

        private ObjectNode any(int depth) {
            return switch (random.nextInt(depth > 3 ? 4 : 10)) {
                case 0 -> string();
                case 1 -> number();
                case 2 -> Json.object().put("type", "boolean");
                case 3 -> words();
                case 4 -> Json.object().put("$ref", "#/$defs/other");
                case 5 -> array(depth);
                case 6 -> choice(depth);
                case 7 -> map(depth);
                case 8 -> all(depth);
                default -> object(depth);
            };
        }

        private ObjectNode object(int depth) {
            ObjectNode schema = Json.object().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = schema.putArray("required");
            for (int i = random.nextInt(4); i >= 0; i--) {
                properties.set("p" + i, any(depth + 1));
                if (random.nextBoolean()) {
                    required.add("p" + i);
                }
            }
            return random.nextBoolean() ? schema.put("additionalProperties", false) : schema;
        }

        private ObjectNode string() {
            ObjectNode schema = Json.object().put("type", "string");
            switch (random.nextInt(4)) {
                case 0 -> schema.put("pattern", PATTERNS[random.nextInt(PATTERNS.length)]);
                case 1 -> schema.put("format", FORMATS[random.nextInt(FORMATS.length)]);
                case 2 -> schema.put("minLength", random.nextInt(30)).put("maxLength", 30 + random.nextInt(9));
                default -> schema.put("maxLength", random.nextInt(9));
            }
            return schema;
        }

        private ObjectNode number() {
            boolean whole = random.nextBoolean();
            ObjectNode schema = Json.object().put("type", whole ? "integer" : "number");
            int low = random.nextInt(200) - 100;
            if (random.nextBoolean()) {
                schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
            }
            if (random.nextBoolean()) {
                schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", low + 12 + random.nextInt(50));
            }
            if (random.nextInt(3) == 0) {
                schema.put("multipleOf", 1 + random.nextInt(5));
            }
            return schema;
        }

        private ObjectNode words() {
            ObjectNode schema = Json.object();
            if (random.nextInt(3) == 0) {
                return schema.put("const", random.nextInt());
            }
            schema.putArray("enum").add("red").add(7).addNull();
            return schema;
        }

        private ObjectNode array(int depth) {
            ObjectNode schema = Json.object().put("type", "array");
            schema.set("items", random.nextInt(4) == 0 ? integers() : any(depth + 1));
            if (random.nextBoolean()) {
                schema.put("minItems", random.nextInt(5));
            }
            if (random.nextBoolean()) {
                schema.put("maxItems", 5 + random.nextInt(3));
            }
            return schema;
        }

        private static ObjectNode integers() {
            return Json.object().put("type", "integer").put("minimum", 4);
        }

        private ObjectNode choice(int depth) {
            ObjectNode schema = Json.object();
            ArrayNode choices = schema.putArray("anyOf");
            if (random.nextBoolean()) {
                choices.addObject().put("type", "null");
            }
            choices.add(any(depth + 1)).add(any(depth + 1));
            return schema;
        }

        private ObjectNode map(int depth) {
            ObjectNode schema = Json.object().put("type", "object");
            schema.set("additionalProperties", any(depth + 1));
            return random.nextBoolean() ? schema.put("minProperties", random.nextInt(4)) : schema;
        }

        private ObjectNode all(int depth) {
            ObjectNode schema = Json.object();
            ObjectNode first = object(depth + 1);
            first.remove("additionalProperties");
            schema.putArray("allOf").add(first).addObject().put("minProperties", 1);
            return schema;
        }
    }
}
