package io.github.camelopenrouter;

import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Plugins, server tools, marks for prompt caches, and what an answer may consist of. */
class ExtensionsTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static JsonNode sent(String options, Object body, Map<String, Object> headers) {
        return running.sent("openrouter:completion?" + options, body, headers).json();
    }

    private static JsonNode sent(String options) {
        return sent(options, "hello", Map.of());
    }

    private static JsonNode json(String json) {
        return OptionSample.tree(json.replace('\'', '"'));
    }

    private static JsonNode request(String members) {
        return json("{'messages':[{'role':'user','content':'hello'}]," + members + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pdfEngine=mistral-ocr | [{\"id\":\"file-parser\",\"pdf\":{\"engine\":\"mistral-ocr\"}}]",
                "pdfEngine=NATIVE | [{\"id\":\"file-parser\",\"pdf\":{\"engine\":\"native\"}}]",
                "contextCompression=true | [{\"enabled\":true,\"id\":\"context-compression\"}]",
                "contextCompression=false | [{\"enabled\":false,\"id\":\"context-compression\"}]",
            })
    void an_option_switches_a_plugin(String options, String plugins) {
        assertThat(sent(options).get("plugins")).isEqualTo(json(plugins));
    }

    @Test
    void plugins_of_options_stand_beside_those_of_a_body_and_a_body_wins() {
        assertThat(sent(
                                "pdfEngine=native&contextCompression=true&body.plugins=RAW([{\"id\":\"moderation\"}])",
                                "hello",
                                Map.of())
                        .get("plugins"))
                .isEqualTo(json("[{'id':'moderation'},{'id':'file-parser','pdf':{'engine':'native'}},"
                        + "{'enabled':true,'id':'context-compression'}]"));
        assertThat(sent(
                                "pdfEngine=native",
                                request(
                                        "'plugins':[{'id':'file-parser','pdf':{'engine':'mistral-ocr'}},{'id':'web-fetch'}]"),
                                Map.of())
                        .get("plugins"))
                .isEqualTo(json("[{'id':'file-parser','pdf':{'engine':'mistral-ocr'}},{'id':'web-fetch'}]"));
    }

    @Test
    void a_header_chooses_the_engine_over_a_body_and_leaves_the_rest() {
        assertThat(sent(
                                "pdfEngine=native",
                                request(
                                        "'plugins':[{'id':'file-parser','enabled':true,'pdf':{'engine':'mistral-ocr','x':1}}]"),
                                Map.of("CamelOpenRouterPdfEngine", "cloudflare-ai"))
                        .get("plugins"))
                .isEqualTo(json("[{'enabled':true,'id':'file-parser','pdf':{'engine':'cloudflare-ai','x':1}}]"));
    }

    @Test
    void a_search_is_a_tool_of_the_service_with_its_settings() {
        assertThat(sent("webSearch=true").get("tools")).isEqualTo(json("[{'type':'openrouter:web_search'}]"));
        assertThat(sent("webSearch=true&webSearchEngine=exa&webSearchMaxResults=3&webSearchMaxUses=2"
                                + "&webSearchContextSize=low&webSearchAllowedDomains=a.example,b.example")
                        .get("tools"))
                .isEqualTo(json(
                        "[{'type':'openrouter:web_search','parameters':{'allowed_domains':['a.example','b.example'],"
                                + "'engine':'exa','max_results':3,'max_uses':2,"
                                + "'search_context_size':'low'}}]"));
        assertThat(sent("webSearch=false&webSearchMaxResults=3").get("tools")).isNull();
    }

    @Test
    void a_header_switches_the_search_on_and_off_for_a_message() {
        String tools = "'tools':[{'type':'function','function':{'name':'f'}},"
                + "{'type':'openrouter:web_search','parameters':{'max_results':9,'engine':'exa'}}]";

        assertThat(sent("webSearchMaxUses=1", "hello", Map.of("CamelOpenRouterWebSearch", "true"))
                        .get("tools"))
                .isEqualTo(json("[{'type':'openrouter:web_search','parameters':{'max_uses':1}}]"));
        assertThat(sent("webSearch=true", "hello", Map.of("CamelOpenRouterWebSearch", false))
                        .get("tools"))
                .isNull();
        assertThat(sent("webSearch=true", request(tools), Map.of("CamelOpenRouterWebSearch", false))
                        .get("tools"))
                .isEqualTo(json("[{'type':'function','function':{'name':'f'}}]"));
        assertThat(sent(
                                "webSearch=true&webSearchMaxResults=3&webSearchMaxUses=2",
                                request(tools),
                                Map.of("CamelOpenRouterWebSearchMaxResults", 4))
                        .at("/tools/1"))
                .isEqualTo(json(
                        "{'type':'openrouter:web_search','parameters':{'engine':'exa','max_results':4,'max_uses':2}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webSearchAllowedDomains=a&webSearchExcludedDomains=b | exclude each other",
                "webSearchMaxResults=26 | The option webSearchMaxResults must be a whole number from 1 to 25",
                "webSearchEngine=bing | The option webSearchEngine must be one of auto, native",
                "pdfEngine=pdf-text | The option pdfEngine must be one of native, mistral-ocr, cloudflare-ai",
                "cacheControl=user | The option cacheControl must be one of system, last, automatic, not 'user'",
                "cacheControlTtl=1d | The option cacheControlTtl must be one of 5m, 1h",
                "modalities=text,audio | modalities with audio belongs to openrouter:streaming",
                "audioVoice=alloy | audioVoice belongs to openrouter:streaming",
                "audioFormat=mp3 | audioFormat belongs to openrouter:streaming",
                "modalities=smell | The option modalities must be one of text, image, audio",
                "imageConfig.size=[1 | The option imageConfig.size is not valid JSON",
                "maxAttachmentBytes=0 | The option maxAttachmentBytes must be a whole number from 1 on",
            })
    void what_cannot_be_is_refused_at_the_start(String options, String message) {
        assertThatThrownBy(() -> running.context.getEndpoint("openrouter:completion?" + options))
                .hasStackTraceContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "CamelOpenRouterPdfEngine, x",
        "CamelOpenRouterWebSearch, perhaps",
        "CamelOpenRouterWebSearchMaxResults, 99",
        "CamelOpenRouterModalities, smell"
    })
    void a_header_with_a_wrong_value_is_named(String header, String value) {
        running.answerAlike();

        Exchange exchange = running.send("openrouter:completion", "hello", Map.of(header, value));

        assertThat(running.simulator.requests()).isEmpty();
        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("The header " + header + " must be");
    }

    @Test
    void sound_is_refused_where_the_answer_does_not_stream_and_asked_for_where_it_does() {
        running.answerAlike();
        for (Object body : List.of(request("'modalities':['text','audio']"), request("'audio':{'voice':'alloy'}"))) {
            assertThat(running.send("openrouter:completion", body).getException())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("use openrouter:streaming");
        }
        assertThat(running.simulator.requests()).isEmpty();

        running.send("openrouter:streaming?modalities=text,audio&audioVoice=alloy&audioFormat=pcm16", "hello");
        JsonNode sent = running.simulator.requests().get(0).json();

        assertThat(sent.get("modalities")).isEqualTo(json("['text','audio']"));
        assertThat(sent.get("audio")).isEqualTo(json("{'format':'pcm16','voice':'alloy'}"));
    }

    @Test
    void settings_of_images_are_json_or_text_and_a_body_wins() {
        assertThat(sent("modalities=image,text&imageConfig.aspect_ratio=16:9&imageConfig.n=2")
                        .get("image_config"))
                .isEqualTo(json("{'aspect_ratio':'16:9','n':2}"));
        assertThat(sent("imageConfig.aspect_ratio=16:9&imageConfig.n=2", request("'image_config':{'n':3}"), Map.of())
                        .get("image_config"))
                .isEqualTo(json("{'aspect_ratio':'16:9','n':3}"));
    }

    @Test
    void marks_stand_on_the_last_text_of_the_system_message_and_of_the_last_one() {
        JsonNode sent = sent("systemMessage=S&cacheControl=system,last&cacheControlTtl=1h");

        assertThat(sent.get("messages"))
                .isEqualTo(json("[{'role':'system','content':[{'type':'text','text':'S','cache_control':"
                        + "{'type':'ephemeral','ttl':'1h'}}]},{'role':'user','content':[{'type':'text','text':'hello',"
                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]}]"));
        assertThat(sent.has("cache_control")).isFalse();
    }

    @Test
    void a_mark_goes_to_the_last_text_of_parts_and_leaves_marks_that_are_there() {
        String image = "{'type':'image_url','image_url':{'url':'https://a.example/b.png'}}";
        JsonNode unmarked = json(
                "[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}," + image + "]}]");
        JsonNode marked =
                json("[{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'text','text':'b'}]}]");

        assertThat(sent("cacheControl=last", unmarked, Map.of()).at("/messages/0/content"))
                .isEqualTo(json("[{'type':'text','text':'a'},{'type':'text','text':'b','cache_control':"
                        + "{'type':'ephemeral'}}," + image + "]"));
        assertThat(sent("cacheControl=last,system", marked, Map.of()).get("messages"))
                .isEqualTo(marked);
    }

    @Test
    void the_mark_of_the_whole_request_is_a_member_of_it_unless_a_body_has_its_own() {
        JsonNode sent = sent("cacheControl=automatic&cacheControlTtl=5m");

        assertThat(sent.get("cache_control")).isEqualTo(json("{'ttl':'5m','type':'ephemeral'}"));
        assertThat(sent.at("/messages/0/content").textValue()).isEqualTo("hello");
        assertThat(sent("cacheControl=automatic", request("'cache_control':{'type':'ephemeral','ttl':'1h'}"), Map.of())
                        .at("/cache_control/ttl")
                        .textValue())
                .isEqualTo("1h");
    }

    @Test
    void a_mark_finds_the_message_whatever_it_is_made_of() {
        JsonNode tool = json("[{'role':'developer','content':'D'},{'role':'user','content':'hello'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function','function':"
                + "{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'42'}]");

        JsonNode messages = sent("cacheControl=system,last", tool, Map.of()).get("messages");

        assertThat(messages.at("/0/content/0/cache_control/type").textValue()).isEqualTo("ephemeral");
        assertThat(messages.at("/3"))
                .isEqualTo(json("{'role':'tool','tool_call_id':'1','content':[{'type':'text','text':'42',"
                        + "'cache_control':{'type':'ephemeral'}}]}"));
        assertThat(messages.get(1)).isEqualTo(tool.get(1));
        assertThat(messages.get(2)).isEqualTo(tool.get(2));
    }

    @Test
    void a_message_without_text_gets_no_mark() {
        JsonNode image =
                json("[{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://a.example'}}]}]");

        assertThat(sent("cacheControl=system,last", image, Map.of()).get("messages"))
                .isEqualTo(image);
    }
}
