package io.github.camelopenrouter.internal.structured;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StrictSchemaTest {
    private static ObjectNode json(String text) throws Exception {
        return (ObjectNode) JsonText.MAPPER.readTree(text.replace('\'', '"'));
    }

    private static JsonNode wire(String schema) throws Exception {
        return StrictSchema.wire(StrictSchema.checked(json(schema)));
    }

    @Test
    void every_object_is_closed_and_requires_its_members_and_what_may_be_missing_may_be_null() throws Exception {
        JsonNode strict = wire("{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'integer'},"
                + "'c':{'$ref':'#/$defs/d'},'e':{'enum':['x','y']}},'required':['a'],"
                + "'$defs':{'d':{'type':'object','properties':{'n':{'type':'number'}},'required':['n']}}}");

        assertThat(strict)
                .isEqualTo(json("{'type':'object','properties':{'a':{'type':'string'},'b':{'type':['integer','null']},"
                        + "'c':{'anyOf':[{'$ref':'#/$defs/d'},{'type':'null'}]},'e':{'enum':['x','y',null]}},"
                        + "'required':['a','b','c','e'],"
                        + "'$defs':{'d':{'type':'object','properties':{'n':{'type':'number'}},'required':['n'],"
                        + "'additionalProperties':false}},'additionalProperties':false}"));
    }

    @Test
    void what_only_narrows_a_value_is_told_in_words_and_still_checked() throws Exception {
        ObjectNode given = json("{'type':'object','properties':{'a':{'type':'string','minLength':3,"
                + "'description':'a name'}},'required':['a']}");

        assertThat(wire(given.toString()).at("/properties/a"))
                .isEqualTo(json("{'type':'string','description':'a name (minLength: 3)'}"));
        assertThat(CheckedSchema.of(StrictSchema.checked(given)).violations(json("{'a':'xy'}")))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer()).isEqualTo("/a");
                    assertThat(violation.keyword()).isEqualTo("minLength");
                    assertThat(violation.expected()).isEqualTo("3");
                });
    }

    @Test
    void parts_that_hold_together_become_one() throws Exception {
        JsonNode strict = wire("{'type':'object','properties':{'s':{'allOf':[{'$ref':'#/$defs/b'},"
                + "{'type':'object','properties':{'kind':{'const':'round'}},'required':['kind']}]}},'required':['s'],"
                + "'$defs':{'b':{'type':'object','properties':{'r':{'type':'number'}},'required':['r']}}}");

        assertThat(strict.at("/properties/s"))
                .isEqualTo(json("{'type':'object','properties':{'r':{'type':'number'},'kind':{'const':'round'}},"
                        + "'required':['r','kind'],'additionalProperties':false}"));
    }

    @Test
    void one_of_several_is_any_of_them() throws Exception {
        JsonNode strict = wire("{'type':'object','properties':{'a':{'oneOf':[{'type':'string'},{'type':'null'}]}},"
                + "'required':['a']}");

        assertThat(strict.at("/properties/a")).isEqualTo(json("{'anyOf':[{'type':'string'},{'type':'null'}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{'type':'array','items':{'type':'string'}}|#:",
                "{'anyOf':[{'type':'object','properties':{'a':{'type':'string'}}}]}|#:",
                "{'type':'object','properties':{'a':{'type':'object','additionalProperties':{'type':'string'}}}}|#/properties/a/additionalProperties",
                "{'type':'object','properties':{'a':{'type':'object'}}}|#/properties/a",
                "{'type':'object','properties':{'a':{}}}|#/properties/a",
                "{'type':'object','properties':{'a':true}}|#/properties/a",
                "{'type':'object','properties':{'a':{'type':'array'}}}|#/properties/a",
                "{'type':'object','properties':{'a':{'not':{'type':'string'}}}}|#/properties/a/not",
                "{'type':'object','properties':{'a':{'type':'string'}},'patternProperties':{'x':{}}}|#/patternProperties",
                "{'type':'object','properties':{'a':{'allOf':[{'type':'string'},{'type':'number'}]}}}|#/properties/a/type",
                "{'type':'object','properties':{'a':{'$ref':'https://example.com/x'}}}|#/properties/a"
            })
    void what_cannot_be_strict_is_refused_with_its_path(String schema, String path) {
        assertThatThrownBy(() -> wire(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be strict at " + path)
                .hasMessageContaining("strict=false");
    }
}
