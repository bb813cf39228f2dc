package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.simulator.service.Hash;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class FileParserTest {

    private static final String PDF =
            "%PDF-1.4\n1 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]>>endobj 2 0 obj<</Type /Page>>endobj"
                    + " 3 0 obj<</Type/Page>>endobj BT (Camels cross) Tj (the \\(dry\\) desert) Tj ET %%EOF";
    private static final String MINI = "\"model\":\"openai/gpt-4o-mini\",";
    private static final String LLAMA = "\"model\":\"meta-llama/llama-3.3-70b-instruct\",";
    private static final String ENGINE = "\"plugins\":[{\"id\":\"file-parser\",\"pdf\":{\"engine\":\"%s\"}}],";
    private static final String ANNOTATIONS = "/choices/0/message/annotations";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    FileParserTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void a_document_is_parsed_and_paid_by_its_pages() throws Exception {
        JsonNode answer = ask(MINI + ENGINE.formatted("mistral-ocr"), "");
        JsonNode file = answer.at(ANNOTATIONS + "/0/file");
        assertThat(answer.at(ANNOTATIONS + "/0/type").asText()).isEqualTo("file");
        assertThat(file.path("hash").asText()).isEqualTo(Hash.of(PDF.getBytes(StandardCharsets.UTF_8)));
        assertThat(file.path("name").asText()).isEqualTo("camels.pdf");
        assertThat(file.at("/content/1/text").asText()).isEqualTo("Camels cross the (dry) desert");
        assertFee("0.004", answer);
        assertThat(simulator.billed())
                .isEqualByComparingTo(answer.at("/usage/cost").decimalValue());
    }

    @Test
    void a_document_that_comes_back_as_an_annotation_is_not_paid_again() throws Exception {
        String options = MINI + ENGINE.formatted("mistral-ocr");
        JsonNode first = ask(options, "");
        JsonNode second = ask(
                options,
                ",{\"role\":\"assistant\",\"content\":\"Well\",\"annotations\":" + first.at(ANNOTATIONS)
                        + "},{\"role\":\"user\",\"content\":\"And?\"}");
        assertFee("0", second);
        assertThat(second.at("/choices/0/message").has("annotations")).isFalse();
        assertThat(second.at("/usage/prompt_tokens").asInt())
                .isGreaterThan(first.at("/usage/prompt_tokens").asInt()); // its text is still in the prompt
        JsonNode other = ask(
                options,
                ",{\"role\":\"assistant\",\"content\":\"Well\",\"annotations\":[{\"type\":\"file\","
                        + "\"file\":{\"hash\":\"another\",\"content\":[]}}]}");
        assertFee("0.004", other);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o-mini, cloudflare-ai, 0, 1",
        "openai/gpt-4o-mini, pdf-text, 0, 1",
        "openai/gpt-4o-mini, native, 0, 0",
        "meta-llama/llama-3.3-70b-instruct, native, 0.004, 1",
        "meta-llama/llama-3.3-70b-instruct, mistral-ocr, 0.004, 1"
    })
    void the_engine_and_the_model_decide_who_reads(String model, String engine, BigDecimal fee, int parsed)
            throws Exception {
        JsonNode answer = ask("\"model\":\"" + model + "\"," + ENGINE.formatted(engine), "");
        assertThat(answer.at(ANNOTATIONS).size()).isEqualTo(parsed);
        assertFee(fee.toPlainString(), answer);
    }

    @Test
    void without_the_plugin_a_model_reads_it_if_it_can() throws Exception {
        assertThat(ask(MINI, "").at(ANNOTATIONS)).isEmpty();
        assertFee("0.004", ask(LLAMA, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | Failed to parse a.pdf | {\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,AAAA\"}",
                "400 | file.file_data is neither a URL nor a valid base64 data URL | {\"file_data\":\"AAAA\"}",
                "400 | file must have file_data or file_id | {}",
                "404 | File or_file_1 not found | {\"file_id\":\"or_file_1\"}"
            })
    void a_file_that_is_none_is_refused(int status, String message, String file) throws Exception {
        HttpResponse<String> answer = client.chat("{" + MINI
                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":" + "\"file\",\"file\":" + file + "}]}]}");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JsonClient.json(answer).at("/error/message").asText()).isEqualTo(message);
    }

    private static void assertFee(String fee, JsonNode answer) {
        JsonNode usage = answer.path("usage");
        assertThat(usage.path("cost")
                        .decimalValue()
                        .subtract(usage.at("/cost_details/upstream_inference_cost")
                                .decimalValue()))
                .isEqualByComparingTo(fee);
    }

    private JsonNode ask(String options, String further) throws Exception {
        String data = Base64.getEncoder().encodeToString(PDF.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer =
                client.chat("{" + options + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                        + "\"text\",\"text\":\"What is in it?\"},{\"type\":\"file\",\"file\":{\"filename\":\"camels.pdf\","
                        + "\"file_data\":\"data:application/pdf;base64," + data + "\"}}]}" + further + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer);
    }
}
