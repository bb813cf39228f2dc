package io.github.camelopenrouter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the component sends is valid by the OpenAPI document of the service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestContractTest {
    private static final String PROPERTY = "openrouter.openapi";
    private static final String DOCUMENT = "https://openrouter.ai/openapi.json";
    private RunningContext running;
    private JsonSchema schema;

    @BeforeAll
    void readTheDocument() throws IOException {
        String path = System.getProperty(PROPERTY);
        assumeTrue(
                path != null && Files.isRegularFile(Path.of(path)),
                "skipped: the OpenAPI document of the service is not part of this project; its path belongs into the"
                        + " system property " + PROPERTY + ", which is " + path);
        String document = Files.readString(Path.of(path));
        schema = JsonSchemaFactory.getInstance(
                        VersionFlag.V202012,
                        builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(DOCUMENT, document))))
                .getSchema(SchemaLocation.of(DOCUMENT + "#/components/schemas/ChatRequest"));
        running = new RunningContext();
    }

    @AfterAll
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    static Stream<String> golden() {
        return GoldenRequests.all().keySet().stream();
    }

    static Stream<OptionSample> options() {
        return OptionSample.ALL.stream();
    }

    private Set<ValidationMessage> problems(JsonNode request) {
        return schema.validate(request);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void a_representative_request_is_valid(String name) throws IOException {
        assertThat(problems(JsonMembers.JSON.readTree(GoldenRequests.all().get(name))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("options")
    void a_request_with_this_option_is_valid(OptionSample sample) {
        for (boolean first : new boolean[] {true, false}) {
            assertThat(problems(running.sent("openrouter:completion?" + sample.inUri(first))
                            .json()))
                    .isEmpty();
        }
    }

    @Test
    void a_request_for_an_answer_in_sound_is_valid() {
        running.answerAlike();
        running.send("openrouter:streaming?modalities=text,audio&audioVoice=alloy&audioFormat=pcm16", "hello");

        assertThat(problems(running.simulator.requests().get(0).json())).isEmpty();
    }

    @Test
    void an_answer_with_all_that_can_come_with_it_goes_back_as_a_valid_message() throws IOException {
        running.simulator.reset();
        running.simulator.enqueue(Reply.json("""
                {"id":"gen-1","choices":[{"index":0,"finish_reason":"tool_calls","logprobs":{"content":[],"refusal":null},"message":{\
                "role":"assistant","content":[{"type":"text","text":"Hi"},\
                {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}],"refusal":"No","reasoning":"Hm",\
                "reasoning_details":[{"type":"reasoning.text","text":"Hm","signature":"s","format":"anthropic-claude-v1","index":0},\
                {"type":"reasoning.encrypted","data":"x==","index":1}],\
                "images":[{"type":"image_url","image_url":{"url":"https://i.example/1.png"}}],\
                "audio":{"id":"a","data":"AAAA","expires_at":9,"transcript":"Hi"},\
                "annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example"}}],\
                "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}"""));
        Object message = running.send("openrouter:completion?output=message", "hello")
                .getMessage()
                .getBody();
        assertThat(message).isInstanceOf(ChatMessage.class);

        JsonNode request = running.sent(
                        "openrouter:completion",
                        List.of(ChatMessage.user("hi"), message, ChatMessage.tool("c", "1")),
                        Map.of())
                .json();

        assertThat(problems(request)).isEmpty();
        assertThat(request.at("/messages/1").fieldNames())
                .toIterable()
                .contains("content", "tool_calls", "refusal", "reasoning", "reasoning_details", "images", "audio")
                .doesNotContain("logprobs");
        assertThat(request.at("/messages/1/images")).hasSize(2);
    }

    @Test
    void a_wrong_request_is_found_out() {
        assertThat(problems(OptionSample.tree("{\"model\":1,\"messages\":\"hi\"}")))
                .isNotEmpty();
    }
}
