package io.github.camelopenrouter.internal.wire;

import java.math.BigDecimal;
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
                .isEqualTo(new WrittenRequest(
                        "a/b", List.of("c/d", "e/f"), 100L, 3, WrittenRequest.EXPLANATION, null, BeyondText.NONE));
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
                                    .isEqualTo(new WrittenRequest(
                                            model, List.of(), (long) j, 1, 0, null, BeyondText.NONE));
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
                "'messages':[{'role':'user','content':[{'type':'text','file':{'file_id':'x'}}]}]",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':['x']}]}]",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':{'x':1}}}]}]",
                "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':'x'}]}]",
                "'messages':[{'role':'user','content':[{'type':'file','file':'x'}]}]",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':5}}]}]",
                "'messages':[{'role':'user','content':[{'type':'input_video','input_video':{'url':'x'}}]}]",
                "'messages':[{'role':'assistant','content':'x','audio':{'id':'x'}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'auto','max_uses':1}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'native','max_uses':1}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'exa','engine':'native'}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'exa','max_uses':'1'}}]",
                "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'exa','max_results':-1}}]",
                "'tools':[{'type':'openrouter:web_fetch'}]",
                "'stop_server_tools_when':[{'type':'step_count_is','step_count':99}],"
                        + "'tools':[{'type':'openrouter:web_search','parameters':{'engine':'exa'}}]",
                "'model':'a/b:online'",
                "'models':['a/b','c/d:Online']",
            })
    void what_nobody_can_bound_is_named(String member) {
        String name = member.substring(1, member.indexOf('\'', 1));
        String base = name.equals("max_tokens") ? "'temperature':1," : "'max_tokens':10,";

        assertThat(read(base + member).unbounded()).isNotNull().containsAnyOf(name, ":online");
    }

    private static BeyondText beyond(String content, String members) {
        WrittenRequest read =
                read("'max_tokens':10" + members + ",'messages':[{'role':'user','content':" + content + "}]");
        assertThat(read.unbounded()).isNull();
        return read.beyond();
    }

    private static BeyondText beyond(int images, long bytes, long sound, boolean documents, long pages) {
        return new BeyondText(bytes, images, sound, documents, pages, pages > 0, 0, BigDecimal.ZERO);
    }

    /** A short one, and one that is read from its bytes. */
    @ParameterizedTest
    @ValueSource(ints = {40, 100_000})
    void media_are_counted_and_their_bytes_are_no_text(int length) {
        String base64 = "A".repeat(length);
        String image = "{'type':'image_url','image_url':{'url':'data:image/png;base64," + base64 + "','detail':'low'}}";
        String sound = "{'type':'input_audio','input_audio':{'format':'wav','data':'" + base64 + "'}}";
        String video = "{'type':'video_url','video_url':{'url':'data:video/mp4;base64," + base64 + "'}}";
        String file =
                "{'type':'file','file':{'filename':'a','file_data':'data:application/pdf;base64," + base64 + "'}}";
        long pages = Math.min(BeyondText.MOST_PAGES, 1 + (length + 28) / 4 * 3 / BeyondText.PAGE_BYTES);

        assertThat(beyond("[{'type':'text','text':'x'}," + image + "," + image + "]", ""))
                .isEqualTo(beyond(2, 2L * (length + 22), 0, false, 0));
        assertThat(beyond("[" + sound + "]", "")).isEqualTo(beyond(0, length, length, false, 0));
        assertThat(beyond("[" + video + "]", "")).isEqualTo(beyond(0, length + 22, 0, true, 0));
        assertThat(beyond("[" + file + "]", "")).isEqualTo(beyond(0, length + 28, 0, true, pages));
        assertThat(beyond("[" + file.replace("'file':{", "'file':{'x':" + image + ",") + "]", ""))
                .isEqualTo(beyond(1, 2L * length + 50, 0, true, pages));
    }

    @Test
    void media_usually_have_few_tokens_for_their_bytes() {
        assertThat(beyond(2, 1_000_000, 0, false, 0).usualTokens()).isEqualTo(3_000);
        assertThat(beyond(0, 1_000_000, 1_000_000, false, 0).usualTokens()).isEqualTo(20_000);
        assertThat(beyond(0, 1_000_000, 0, true, 1).usualTokens()).isEqualTo(20_000);
        assertThat(BeyondText.NONE.usualTokens()).isZero();
    }

    @Test
    void media_by_url_are_counted_and_their_address_is_text() {
        assertThat(beyond("[{'type':'image_url','image_url':{'url':'https://a.example/b.png'}}]", ""))
                .isEqualTo(beyond(1, 0, 0, false, 0));
        assertThat(beyond("[{'type':'video_url','video_url':{'url':'https://a.example/b'}}]", ""))
                .isEqualTo(beyond(0, 0, 0, true, 0));
        assertThat(beyond("[{'type':'file','file':{'filename':'a','file_data':'https://a.example/b.pdf'}}]", ""))
                .isEqualTo(beyond(0, 0, 0, true, BeyondText.MOST_PAGES));
        assertThat(beyond("[{'type':'image_url','image_url':{'url':'data:application/pdf;base64,AAAA'}}]", ""))
                .isEqualTo(beyond(0, 32, 0, true, 1));
    }

    @Test
    void images_of_earlier_answers_and_of_parsed_documents_count_too() {
        WrittenRequest read = read(
                "'max_tokens':10,'messages':[{'role':'assistant','content':'x','annotations':[{'type':'file',"
                        + "'file':{'hash':'a','content':[{'type':'text','text':'t'},{'type':'image_url','image_url':{'url':"
                        + "'data:image/png;base64,AAAA'}}]}}],'images':[{'type':'image_url','image_url':{'url':'https://a'}}]}]");

        assertThat(read.unbounded()).isNull();
        assertThat(read.beyond()).isEqualTo(beyond(2, 26, 0, false, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'plugins':[{'id':'file-parser','pdf':{'engine':'mistral-ocr'}}] | 1 | false",
                "'plugins':[{'id':'file-parser'}] | 1 | true",
                "'plugins':[{'id':'file-parser','enabled':false}] | 1 | true",
                "'plugins':[{'id':'file-parser','pdf':{'engine':'new'}}] | 1 | false",
                "'plugins':[{'id':'file-parser','pdf':{'engine':5}}] | 1 | false",
                "'plugins':[{'id':'file-parser','pdf':{'engine':'native','engine':'mistral-ocr'}}] | 1 | false",
                "'plugins':[{'id':'file-parser','pdf':{'engine':'native'}}] | 1 | true",
                "'plugins':[{'id':'file-parser','pdf':{'engine':'cloudflare-ai'}}] | 0 | false",
            })
    void pages_cost_what_their_parser_takes(String plugins, long pages, boolean ifNeeded) {
        String file = "[{'type':'file','file':{'filename':'a','file_data':'data:application/pdf;base64,AAAA'}}]";

        assertThat(beyond(file, "," + plugins).pages()).isEqualTo(pages);
        assertThat(beyond(file, "," + plugins).ifNeeded()).isEqualTo(ifNeeded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'engine':'exa'} | 30 | 0.007",
                "{'engine':'exa','max_uses':3} | 3 | 0.007",
                "{'engine':'exa','max_uses':99} | 30 | 0.007",
                "{'engine':'exa','max_uses':1,'mode':'deep-reasoning'} | 1 | 0.015",
                "{'engine':'exa','max_uses':1,'max_results':25} | 1 | 0.022",
                "{'engine':'parallel','max_uses':2,'max_results':12} | 2 | 0.007",
                "{'engine':'perplexity','max_uses':2,'max_results':20} | 2 | 0.005",
                "{'engine':'firecrawl','max_uses':2} | 2 | 0",
            })
    void searches_cost_what_their_engine_takes_as_often_as_they_may(String parameters, long searches, BigDecimal each) {
        String tools = ",'tools':[{'type':'openrouter:web_search','parameters':" + parameters + "}]";

        assertThat(beyond("'x'", tools).searches()).isEqualTo(searches);
        assertThat(beyond("'x'", tools).search()).isEqualByComparingTo(each);
        assertThat(beyond("'x'", tools + ",'max_tool_calls':1").searches()).isEqualTo(1);
    }

    @Test
    void a_text_with_escapes_is_text_whatever_it_says() {
        String json =
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image\\/png;base64," + "A".repeat(20_000) + "\"}}]}]}";

        assertThat(WrittenRequest.of(json.getBytes(StandardCharsets.UTF_8)).beyond())
                .isEqualTo(beyond(1, 0, 0, false, 0));
    }

    @Test
    void no_text_is_made_of_base64() {
        byte[] json =
                ("{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                                + "{\"url\":\"data:image/png;base64," + "A".repeat(8_000_000) + "\"}}]}]}")
                        .getBytes(StandardCharsets.US_ASCII);
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        WrittenRequest.of(json);
        long before = threads.getCurrentThreadAllocatedBytes();

        WrittenRequest.of(json);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
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
