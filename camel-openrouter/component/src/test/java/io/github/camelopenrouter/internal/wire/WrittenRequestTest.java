package io.github.camelopenrouter.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OwnThread;
import io.github.camelopenrouter.internal.call.CallFacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a request costs at most is said by its bytes. */
class WrittenRequestTest {
    private static WrittenRequest read(String members) {
        String json = "{" + members.replace('\'', '"') + "}";
        return WrittenRequest.of(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void model_and_fallbacks_and_lengths_are_read() {
        WrittenRequest read =
                read("'model':'a/b','models':['c/d','e/f'],'messages':[{'role':'user','content':'x'}],'stream':false,"
                        + "'max_tokens':100,'n':3,'temperature':0.5,'tools':[{'type':'function','function':"
                        + "{'name':'f','parameters':{'type':'object','properties':{'type':{'type':'string'}}}}}]");

        assertThat(read)
                .isEqualTo(new WrittenRequest("a/b", List.of("c/d", "e/f"), 100L, 3, WrittenRequest.EXPLANATION, null));
    }

    @Test
    void requests_that_are_read_at_once_or_behind_a_broken_one_have_their_own_facts() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String model = "a/model-" + i;
            threads.add(CompletableFuture.runAsync(
                    () -> {
                        for (int j = 1; j < 500; j++) {
                            assertThatThrownBy(() -> read("'model':'" + model))
                                    .isInstanceOf(IllegalArgumentException.class);
                            assertThat(read("'model':'" + model + "','max_tokens':" + j))
                                    .isEqualTo(new WrittenRequest(model, List.of(), (long) j, 1, 0, null));
                        }
                    },
                    OwnThread.EACH));
        }
        threads.forEach(CompletableFuture::join);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'max_tokens':10 | 0",
                "'tools':null | 0",
                "'tools':[{'type':'function','function':{'name':'f'}}] | 1000",
                "'response_format':{'type':'json_object'} | 1000",
            })
    void what_providers_explain_to_a_model_is_part_of_its_prompt(String members, int more) {
        byte[] json = ("{'model':'a/b'," + members + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        CallFacts facts = CallFacts.of(json, null, null, null, null, null);

        assertThat(facts.requestBytes()).isEqualTo(json.length + more);
        assertThat(facts.unbounded()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'max_tokens':10.0 | 10 | 1",
                "'max_tokens':1e2 | 100 | 1",
                "'max_tokens':10,'n':2.0 | 10 | 2",
                "'max_tokens':10,'max_completion_tokens':500 | 500 | 1",
                "'max_completion_tokens':10,'max_tokens':500 | 500 | 1",
                "'max_tokens':5000000000 | 5000000000 | 1",
                "'max_tokens':10,'reasoning':{'max_tokens':90,'exclude':true} | 100 | 1",
                "'max_tokens':10,'n':null,'plugins':null,'audio':null,'max_completion_tokens':null | 10 | 1",
                "'max_tokens':10,'plugins':[{'id':'web','enabled':false},{'id':'response-healing'}] | 10 | 1",
                "'max_tokens':10,'modalities':['text'],'tool_choice':{'type':'function','function':{'name':'f'}} | 10 | 1",
            })
    void bounds_are_what_the_service_may_read_at_most(String members, long maxTokens, long choices) {
        WrittenRequest read = read("'model':'a/b'," + members);

        assertThat(read.unbounded()).isNull();
        assertThat(read.maxTokens()).isEqualTo(maxTokens);
        assertThat(read.choices()).isEqualTo(choices);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'service_tier':'priority'",
                "'service_tier':'auto'",
                "'n':'5'",
                "'n':[5]",
                "'n':2.5",
                "'n':0",
                "'n':-1",
                "'n':1e99999999999",
                "'n':true",
                "'max_tokens':'100'",
                "'max_tokens':-1",
                "'max_tokens':1.5",
                "'max_tokens':1e300",
                "'max_tokens':99999999999999999999",
                "'max_completion_tokens':{}",
                "'reasoning':{'max_tokens':'9'}",
                "'reasoning':5",
                "'model':5",
                "'model':['a/b']",
                "'models':'a/b'",
                "'models':[['a/b']]",
                "'models':[5]",
                "'models':{'0':'a/b'}",
                "'preset':5",
                "'prompt':'x'",
                "'best_of':5",
                "'N':5",
                "'audio':{'voice':'x'}",
                "'prediction':{'type':'content'}",
                "'web_search_options':{}",
                "'modalities':['text','image']",
                "'modalities':[['text']]",
                "'modalities':'image'",
                "'plugins':[{'id':'web'}]",
                "'plugins':[{'id':'web','enabled':true}]",
                "'plugins':[{'enabled':false,'id':'web','enabled':true}]",
                "'plugins':['web']",
                "'plugins':{'id':'web'}",
                "'tools':[{'type':'openrouter:web_search'}]",
                "'tools':[{'type':'function','type':'web_search'}]",
                "'tools':[{}]",
                "'tools':{'type':'function'}",
                "'tool_choice':{'type':'openrouter:web_search'}",
                "'messages':'x'",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'input_audio'}]}]",
                "'messages':[{'role':'user','content':[{'type':'text','file':{'file_id':'x'}}]}]",
                "'messages':[{'role':'assistant','content':'x','images':[{'type':'text'}]}]",
                "'messages':[{'role':'tool','content':[{'type':'text','text':'x'},{'type':'video_url'}]}]",
                "'model':'a/b:online'",
                "'models':['a/b','c/d:Online']",
            })
    void what_nobody_can_bound_is_named(String member) {
        String name = member.substring(1, member.indexOf('\'', 1));
        String base = name.equals("max_tokens") ? "'temperature':1," : "'max_tokens':10,";

        assertThat(read(base + member).unbounded()).isNotNull().containsAnyOf(name, ":online");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{\"a\":1}{\"b\":1}", "{\"n\":1,\"n\":2}", "{\"a\":01}", "x", "{\"a\":[1}"})
    void what_services_read_in_different_ways_is_refused(String json) {
        assertThatThrownBy(() -> WrittenRequest.of(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The request");
    }

    @Test
    void more_tokens_than_can_be_counted_are_no_bound() {
        assertThat(read("'max_tokens':4294967297,'n':4294967297").unbounded()).contains("more tokens");
    }

    @Test
    void a_prompt_may_say_whatever_it_likes() {
        String json =
                "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"\\\"image_url\\\": :online\"}]}";

        assertThat(WrittenRequest.of(json.getBytes(StandardCharsets.UTF_8)).unbounded())
                .isNull();
    }
}
