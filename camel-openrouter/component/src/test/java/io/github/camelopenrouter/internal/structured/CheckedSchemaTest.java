package io.github.camelopenrouter.internal.structured;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.Violation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckedSchemaTest {
    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JsonText.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static CheckedSchema schema(String text) throws Exception {
        return CheckedSchema.of(json(text));
    }

    @Test
    void a_value_that_fits_has_no_violations() throws Exception {
        assertThat(schema("{'type':'object','properties':{'a':{'type':'number'}},'required':['a']}")
                        .violations(json("{'a':1e300}")))
                .isEmpty();
    }

    @Test
    void a_violation_says_where_which_keyword_and_what_was_expected_and_not_what_was_there() throws Exception {
        CheckedSchema schema =
                schema("{'type':'object','properties':{'slides':{'type':'array','items':{'type':'object',"
                        + "'properties':{'title':{'type':'string'},'kind':{'enum':['a','b']}},'required':['title'],"
                        + "'additionalProperties':false}}}}");

        assertThat(schema.violations(json("{'slides':[{'title':'x'},{'kind':'SECRET','SECRET':1}]}")))
                .containsExactlyInAnyOrder(
                        new Violation("/slides/1", "required", "title"),
                        new Violation("/slides/1/kind", "enum", "[\"a\",\"b\"]"),
                        new Violation("/slides/1", "additionalProperties", "no other members"));
    }

    @Test
    void there_are_no_more_violations_than_somebody_reads() throws Exception {
        ObjectNode value = json("{}");
        ArrayNode list = value.putArray("a");
        Stream.generate(() -> "x").limit(10_000).forEach(list::add);

        assertThat(schema("{'properties':{'a':{'items':{'type':'integer'}}}}").violations(value))
                .hasSize(20);
    }

    @Test
    void the_schema_of_an_element_is_that_of_its_place_with_what_it_refers_to() throws Exception {
        CheckedSchema schema =
                schema("{'type':'object','properties':{'slides':{'anyOf':[{'type':'null'},{'type':'array',"
                        + "'items':{'$ref':'#/$defs/slide'}}]}},'$defs':{'slide':{'type':'object','properties':{"
                        + "'title':{'$ref':'#/$defs/text'},'parts':{'type':'array','items':{'$ref':'#/$defs/slide'}}},"
                        + "'required':['title']},'text':{'type':'string','minLength':1}}}");

        AnswerSchema element = schema.at("/slides/*");

        assertThat(element.violations(json("{'title':'a','parts':[{'title':'b'}]}")))
                .isEmpty();
        assertThat(element.violations(json("{'title':'a','parts':[{'title':''}]}")))
                .containsExactly(new Violation("/parts/0/title", "minLength", "1"));
        assertThat(schema.at("/slides/3/parts/*/title").violations(JsonText.MAPPER.readTree("\"\"")))
                .containsExactly(new Violation("", "minLength", "1"));
        assertThat(schema.at("/pictures/*")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'$ref':'#'}",
                "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}",
                "{'$ref':'#/$defs/missing'}",
                "{'anyOf':[{'type':'string'},{'$ref':'#'}]}",
                "{'$ref':'http://localhost:1/schema'}",
                "{'$ref':'file:/etc/passwd'}",
                "{'properties':{'a':{'$ref':'classpath:/schema.json'}}}"
            })
    void a_schema_refers_to_its_own_parts_only_and_not_in_circles(String text) {
        assertThatThrownBy(() -> schema(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$ref");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'type':'strange'}", "{'properties':[1]}", "{'required':'a'}"})
    void what_is_no_schema_is_refused_or_harmless(String text) throws Exception {
        CheckedSchema schema;
        try {
            schema = schema(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("is no JSON schema");
            return;
        }
        assertThat(schema.violations(json("{'a':1}"))).isNotNull();
    }

    @Test
    void a_pattern_that_is_none_or_longer_than_anybody_reads_is_refused() {
        assertThatThrownBy(() -> schema("{'properties':{'a':{'pattern':'('}}}")).hasMessageContaining("pattern");
        assertThatThrownBy(() -> schema("{'pattern':'" + "a".repeat(3_000) + "'}"))
                .hasMessageContaining("2000 are allowed");
    }

    @Test
    void a_pattern_that_would_be_tried_for_years_is_given_up() throws Exception {
        JsonNode value = JsonText.MAPPER.createObjectNode().put("a", "a".repeat(60) + "!");

        assertThat(schema("{'properties':{'a':{'pattern':'(a|aa)+\\\\1$'}}}").violations(value))
                .singleElement()
                .satisfies(violation -> assertThat(violation.keyword()).isEqualTo("schema"));
    }

    @Test
    void a_schema_that_branches_at_each_level_of_a_value_is_given_up() throws Exception {
        CheckedSchema schema =
                schema("{'$defs':{'n':{'anyOf':[{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['b']},"
                        + "{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['c']}]}},'$ref':'#/$defs/n'}");

        assertThat(schema.violations(nested(60)))
                .containsExactly(new Violation("", "schema", "a value that can be checked: this one takes too long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allOf", "anyOf", "oneOf"})
    void a_schema_that_doubles_with_each_reference_is_refused(String keyword) {
        StringBuilder text = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 60; i++) {
            String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
            text.append("'d")
                    .append(i)
                    .append("':{'")
                    .append(keyword)
                    .append("':[")
                    .append(next)
                    .append(',')
                    .append(next)
                    .append("]},");
        }

        assertThatThrownBy(() -> schema(text + "'d60':{'type':'object'}}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("says too much");
    }

    @Test
    void a_value_that_is_nested_too_deeply_to_be_checked_is_not_valid_and_nothing_is_thrown() throws Exception {
        CheckedSchema schema = schema(
                "{'$defs':{'n':{'properties':{'a':{'$ref':'#/$defs/n'}}}},'properties':{'a':{'$ref':'#/$defs/n'}}}");

        assertThat(schema.violations(nested(100))).isEmpty();
        assertThat(schema.violations(nested(100_000)))
                .containsExactly(
                        new Violation("", "schema", "a value that can be checked, not one that is nested too deeply"));
    }

    private static ObjectNode nested(int depth) {
        ObjectNode nested = JsonText.MAPPER.createObjectNode();
        for (int i = 0; i < depth; i++) {
            nested = JsonText.MAPPER.createObjectNode().set("a", nested);
        }
        return nested;
    }
}
