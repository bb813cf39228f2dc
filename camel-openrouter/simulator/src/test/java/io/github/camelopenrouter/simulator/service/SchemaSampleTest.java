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
                "{'type':'object','properties':{'all':{'allOf':[{'$ref':'#/$defs/a'},{'properties':{'b':{'type':'integer',"
                        + "'multipleOf':5,'exclusiveMinimum':10,'maximum':20}},'required':['b']}]}},'required':['all'],"
                        + "'$defs':{'a':{'type':'object','properties':{'x':{'type':'string'}},'required':['x']}}}",
                "{'type':'array','uniqueItems':true,'minItems':3,'items':{'type':'string'}}",
                "{'type':'array','uniqueItems':true,'items':{'enum':['only']}}",
                "{'type':'array','maxItems':1,'items':{'type':'integer','minimum':-7,'exclusiveMaximum':-3}}",
                "{'type':'array','prefixItems':[{'type':'string'},{'type':'number'}],'items':false}",
                "{'type':'object','additionalProperties':{'type':'number','minimum':0,'exclusiveMaximum':0.5}}",
                "{'type':'object','minProperties':4,'maxProperties':5}",
                "{'type':'object','properties':{'no':false},'required':['other']}",
                "{'type':'string','pattern':'^[A-Z]{3}-\\\\d{2,4}(x|y)?$'}",
                "{'type':'string','pattern':'^[^0-9]+[.]pdf$','minLength':12}",
                "{'type':'string','pattern':'^(?=a)a(?<!b)+x{2,}$'}",
                "{'type':'string','format':'ipv4'}",
                "{'oneOf':[{'type':'null'},{'type':'object','properties':{'k':{'const':1}},'required':['k']}]}",
                "{'type':'object','properties':{'next':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},'required':['next'],"
                        + "'additionalProperties':false}",
                "{'anyOf':[{'type':'object','properties':{'left':{'$ref':'#'},'right':{'$ref':'#'}},'required':['left',"
                        + "'right']},{'type':'integer'}]}",
                "{'type':['null','string'],'minLength':1}",
                "{'type':'null'}",
                "{}"
            })
    void what_it_makes_satisfies_the_schema(String quoted) throws Exception {
        JsonNode document = Json.MAPPER.readTree(quoted.replace('\'', '"'));
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(document);
        JsonNode made = new SchemaSample(document, "word", SchemaSample.USUAL_ITEMS).make();
        assertThat(schema.validate(made)).as(made.toString()).isEmpty();
    }

    @Test
    void elements_of_an_array_differ_and_are_as_many_as_wanted() throws Exception {
        JsonNode document = Json.MAPPER.readTree("{\"properties\":{\"slides\":{\"type\":\"array\",\"items\":"
                + "{\"properties\":{\"title\":{\"type\":\"string\"}}}}}}");
        JsonNode slides = new SchemaSample(document, "word", 16).make().path("slides");
        assertThat(slides).hasSize(16).doesNotHaveDuplicates();
        assertThat(slides.at("/1/title").asText()).isEqualTo("word 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'$ref':'#'}", "{'$ref':'#/nowhere'}", "{'allOf':[{'$ref':'#'}]}", "{'$ref':'other.json'}"})
    void a_reference_that_leads_nowhere_comes_to_an_end(String quoted) throws Exception {
        JsonNode document = Json.MAPPER.readTree(quoted.replace('\'', '"'));
        assertThat(new SchemaSample(document, "word", 2).make()).isNotNull();
    }

    @Test
    void elements_of_several_kinds_take_turns() throws Exception {
        JsonNode document = Json.MAPPER.readTree(
                "{\"type\":\"array\",\"items\":{\"anyOf\":[{\"const\":\"a\"},{\"type\":\"null\"},{\"const\":\"b\"}]}}");
        assertThat(new SchemaSample(document, "word", 3).make()).hasToString("[\"a\",\"b\",\"a\"]");
    }

    @Test
    void a_schema_that_contains_itself_comes_to_an_end() throws Exception {
        JsonNode tree = Json.MAPPER.readTree("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                + "\"child\":{\"$ref\":\"#\"},\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}},"
                + "\"required\":[\"name\"]}");
        assertThat(new SchemaSample(tree, "word", SchemaSample.USUAL_ITEMS)
                        .make()
                        .at("/child/name")
                        .asText())
                .isEqualTo("word", SchemaSample.USUAL_ITEMS);
    }
}
