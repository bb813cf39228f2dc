package io.github.camelopenrouter.simulator.service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaSampleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'object','properties':{'a':{'type':'string','minLength':40},'b':{'enum':['x','y']},"
                        + "'c':{'type':['integer','null'],'minimum':7},'d':{'type':'boolean'}},"
                        + "'required':['a','b','c','d'],'additionalProperties':false}",
                "{'type':'array','minItems':3,'items':{'type':'number','exclusiveMinimum':2.5,'maximum':9}}",
                "{'$defs':{'city':{'type':'object','properties':{'name':{'type':'string','maxLength':2}},"
                        + "'required':['name']}},'type':'object','properties':{'home':{'$ref':'#/$defs/city'}},"
                        + "'required':['home']}",
                "{'anyOf':[{'type':'string','format':'date'},{'type':'null'}]}",
                "{'properties':{'since':{'type':'string','format':'date-time'},'kind':{'const':'k'}},"
                        + "'required':['since','kind']}",
                "{'type':'object'}",
                "{'type':'null'}",
                "{}"
            })
    void what_it_makes_satisfies_the_schema(String quoted) throws Exception {
        JsonNode document = Json.MAPPER.readTree(quoted.replace('\'', '"'));
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(document);
        JsonNode made = new SchemaSample(document, "word").make();
        assertThat(schema.validate(made)).as(made.toString()).isEmpty();
    }

    @Test
    void a_schema_that_contains_itself_comes_to_an_end() throws Exception {
        JsonNode tree = Json.MAPPER.readTree("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                + "\"child\":{\"$ref\":\"#\"},\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}},"
                + "\"required\":[\"name\"]}");
        assertThat(new SchemaSample(tree, "word").make().at("/child/name").asText())
                .isEqualTo("word");
    }
}
