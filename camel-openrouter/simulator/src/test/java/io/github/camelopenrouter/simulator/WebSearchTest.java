package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class WebSearchTest {

    private static final String TOOL = "\"tools\":[{\"type\":\"openrouter:web_search\",\"parameters\":%s}],";
    private static final String PLUGIN = "\"plugins\":[{\"id\":\"web\",%s\"max_results\":2}],";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    WebSearchTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void a_search_gives_sources_and_counts_and_costs() throws Exception {
        JsonNode plain = ask("");
        JsonNode answer = ask(PLUGIN.formatted("\"include_domains\":[\"*.rivers.org/all\"],"));
        JsonNode annotations = answer.at("/choices/0/message/annotations");
        assertThat(annotations).hasSize(2);
        JsonNode citation = annotations.at("/1/url_citation");
        assertThat(citation.path("url").asText()).isEqualTo("https://rivers.org/rivers/2");
        assertThat(citation.path("title").asText()).isEqualTo("Source 2 about rivers");
        assertThat(citation.path("end_index").asInt())
                .isEqualTo(answer.at("/choices/0/message/content").asText().length());
        JsonNode usage = answer.path("usage");
        assertThat(usage.at("/server_tool_use_details/web_search_requests").asInt())
                .isEqualTo(1);
        assertThat(usage.path("cost").decimalValue())
                .isEqualByComparingTo(usage.at("/cost_details/upstream_inference_cost")
                        .decimalValue()
                        .add(new BigDecimal("0.007")));
        assertThat(usage.path("prompt_tokens").asInt())
                .isGreaterThan(plain.at("/usage/prompt_tokens").asInt()); // what was found is read
        assertThat(simulator.billed())
                .isEqualByComparingTo(usage.path("cost")
                        .decimalValue()
                        .add(plain.at("/usage/cost").decimalValue()));
        assertThat(JsonClient.json(
                                client.get("/generation?id=" + answer.path("id").asText()))
                        .at("/data/num_search_results")
                        .asInt())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai/gpt-4o-mini | {} | 0.007 | 5 | 1",
                "openai/gpt-4o-mini | {\"max_results\":25} | 0.022 | 25 | 1",
                "openai/gpt-4o-mini | {\"engine\":\"exa\",\"mode\":\"deep\"} | 0.012 | 5 | 1",
                "openai/gpt-4o-mini | {\"engine\":\"parallel\",\"max_results\":11} | 0.006 | 11 | 1",
                "openai/gpt-4o-mini | {\"engine\":\"parallel\",\"mode\":\"fast\"} | 0.001 | 5 | 1",
                "openai/gpt-4o-mini | {\"engine\":\"perplexity\"} | 0.005 | 5 | 1",
                "openai/gpt-4o-mini | {\"engine\":\"firecrawl\",\"max_results\":1} | 0 | 1 | 1",
                "anthropic/claude-sonnet-4.5 | {} | 0.01 | 5 | 0",
                "anthropic/claude-sonnet-4.5 | {\"engine\":\"exa\",\"max_results\":3} | 0.007 | 3 | 1"
            })
    void the_engine_decides_about_the_price(String model, String parameters, BigDecimal price, int sources, int calls)
            throws Exception {
        JsonNode answer = ask("\"model\":\"" + model + "\"," + TOOL.formatted(parameters));
        JsonNode usage = answer.path("usage");
        assertThat(answer.at("/choices/0/message/annotations")).hasSize(sources);
        assertThat(usage.path("cost").decimalValue())
                .isEqualByComparingTo(usage.at("/cost_details/upstream_inference_cost")
                        .decimalValue()
                        .add(price));
        assertThat(usage.at("/server_tool_use_details/tool_calls_executed").asInt())
                .isEqualTo(calls);
    }

    @Test
    void a_stream_has_its_sources_before_its_finish_reason() throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(
                client.chat(body(PLUGIN.formatted("") + "\"stream\":true,")).body());
        assertThat(chunks.get(chunks.size() - 3).at("/choices/0/delta/annotations"))
                .hasSize(2);
        assertThat(chunks.get(chunks.size() - 1)
                        .at("/usage/server_tool_use_details/web_search_requests")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void the_suffix_online_searches_too() throws Exception {
        assertThat(ask("\"model\":\"openai/gpt-4o-mini:online\",").at("/choices/0/message/annotations"))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tools\":[{\"type\":\"openrouter:web_search\"}],\"tool_choice\":\"none\",",
                "\"plugins\":[{\"id\":\"web\",\"enabled\":false}],",
                "\"plugins\":[{\"id\":\"moderation\"}],"
            })
    void nothing_is_searched_where_nobody_asks_for_it(String options) throws Exception {
        JsonNode answer = ask(options);
        assertThat(answer.at("/choices/0/message").has("annotations")).isFalse();
        assertThat(answer.path("usage").has("server_tool_use_details")).isFalse();
    }

    @Test
    void domains_cannot_be_allowed_and_excluded() throws Exception {
        String both = TOOL.formatted("{\"allowed_domains\":[\"a.org\"],\"excluded_domains\":[\"b.org\"]}");
        assertThat(client.chat(body(both)).statusCode()).isEqualTo(400);
    }

    private JsonNode ask(String options) throws Exception {
        HttpResponse<String> answer = client.chat(body(options));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer);
    }

    private static String body(String options) {
        return "{" + options + "\"messages\":[{\"role\":\"user\",\"content\":\"Tell me about rivers\"}]}";
    }
}
