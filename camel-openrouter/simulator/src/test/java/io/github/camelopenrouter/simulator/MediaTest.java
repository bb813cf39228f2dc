package io.github.camelopenrouter.simulator;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class MediaTest {

    private static final String GEMINI = "\"model\":\"google/gemini-2.5-flash\",";
    private static final String PAINTER =
            "\"model\":\"google/gemini-2.5-flash-image\",\"modalities\":[\"image\",\"text\"],";
    private static final String SPEAKER =
            "\"model\":\"openai/gpt-4o-audio-preview\",\"modalities\":[\"text\",\"audio\"],"
                    + "\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"},\"stream\":true,";
    private static final String HELLO = "\"Hello\"";

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    MediaTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unsupported_image_format | Unsupported image format: image/tiff | {\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/tiff;base64,AAAA\"}}",
                "invalid_image | image_url.url is not a valid base64 data URL | {\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png;base64,A*\"}}",
                "invalid_image | image_url.url is not a valid base64 data URL | {\"type\":\"image_url\",\"image_url\":"
                        + "{\"url\":\"data:image/png,AAAA\"}}",
                "invalid_image | image_url.url must be an http or https URL, or a data URL | {\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"/tmp/a.png\"}}",
                "invalid_request | Unsupported video format: video/avi | {\"type\":\"video_url\",\"video_url\":"
                        + "{\"url\":\"data:video/avi;base64,AAAA\"}}",
                "invalid_request | input_audio.format must be one of wav, mp3, flac, m4a, ogg, aiff, aac, pcm16, pcm24 |"
                        + " {\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\"}}",
                "invalid_request | input_audio.data must be audio in Base64, not a URL | {\"type\":\"input_audio\","
                        + "\"input_audio\":{\"data\":\"https://a/b.wav\",\"format\":\"wav\"}}"
            })
    void a_medium_that_is_none_is_refused(String type, String message, String part) throws Exception {
        HttpResponse<String> answer = client.chat(body(GEMINI, "[" + part + "]"));
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = JsonClient.json(answer).path("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.at("/metadata/error_type").asText()).isEqualTo(type);
        assertThat(simulator.billed()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "meta-llama/llama-3.3-70b-instruct | image input | {\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"https://a/b.png\"}}",
                "openai/gpt-4o-mini | audio input | {\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\","
                        + "\"format\":\"mp3\"}}",
                "openai/gpt-4o-mini | video input | {\"type\":\"video_url\",\"video_url\":{\"url\":\"https://a/b.mp4\"}}"
            })
    void a_medium_that_the_model_does_not_know_has_no_endpoint(String model, String medium, String part)
            throws Exception {
        HttpResponse<String> answer = client.chat(body("\"model\":\"" + model + "\",", "[" + part + "]"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JsonClient.json(answer).at("/error/message").asText())
                .isEqualTo("No endpoints found that support " + medium);
    }

    @Test
    void media_are_counted_and_charged() throws Exception {
        int text = usage(GEMINI, "[{\"type\":\"text\",\"text\":\"a\"}]")
                .path("prompt_tokens")
                .asInt();
        String sound = Base64.getEncoder().encodeToString(new byte[7000]);
        JsonNode usage = usage(
                GEMINI,
                "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"data:image/webp;base64,AAAA\"}},{\"type\":\"input_audio\",\"input_audio\":{\"data\":\""
                        + sound + "\",\"format\":\"wav\"}}]");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(text + 258 + 7);
        assertThat(usage.at("/prompt_tokens_details/audio_tokens").asInt()).isEqualTo(7);
        assertThat(usage.at("/cost_details/upstream_inference_prompt_cost").decimalValue())
                .isEqualByComparingTo(new BigDecimal("0.0000003")
                        .multiply(BigDecimal.valueOf(text + 258L))
                        .add(new BigDecimal("0.000001").multiply(BigDecimal.valueOf(7))));
    }

    @Test
    void a_picture_comes_as_a_data_url_and_is_charged_by_its_tokens() throws Exception {
        JsonNode answer = JsonClient.json(client.chat(body(PAINTER, HELLO)));
        JsonNode message = answer.at("/choices/0/message");
        assertThat(message.path("content").asText()).contains("Hello");
        assertPicture(message.at("/images/0"));
        JsonNode usage = answer.path("usage");
        assertThat(usage.at("/completion_tokens_details/image_tokens").asInt()).isEqualTo(1290);
        int text = usage.path("completion_tokens").asInt() - 1290;
        assertThat(usage.at("/cost_details/upstream_inference_completions_cost").decimalValue())
                .isEqualByComparingTo(
                        new BigDecimal("0.0387").add(new BigDecimal("0.0000025").multiply(BigDecimal.valueOf(text))));
        assertThat(simulator.billed()).isEqualByComparingTo(usage.path("cost").decimalValue());
    }

    @Test
    void a_picture_is_streamed_in_one_piece() throws Exception {
        List<JsonNode> chunks = JsonClient.chunks(
                client.chat(body(PAINTER + "\"stream\":true,", HELLO)).body());
        assertPicture(chunks.get(chunks.size() - 3).at("/choices/0/delta/images/0"));
    }

    @Test
    void speech_is_streamed_with_its_words() throws Exception {
        StringBuilder data = new StringBuilder();
        StringBuilder transcript = new StringBuilder();
        JsonNode usage = null;
        for (JsonNode chunk : JsonClient.chunks(
                client.chat(body(SPEAKER, "\"Say good morning\"")).body())) {
            JsonNode audio = chunk.at("/choices/0/delta/audio");
            data.append(audio.path("data").asText(""));
            transcript.append(audio.path("transcript").asText(""));
            usage = chunk.path("usage");
        }
        assertThat(transcript).hasToString("good morning");
        byte[] bytes = Base64.getDecoder().decode(data.toString());
        assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(bytes).hasSizeGreaterThan(400);
        int tokens = usage.at("/completion_tokens_details/audio_tokens").asInt();
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(tokens).isPositive();
        assertThat(usage.at("/cost_details/upstream_inference_completions_cost").decimalValue())
                .isEqualByComparingTo(new BigDecimal("0.00008").multiply(BigDecimal.valueOf(tokens)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":true,", "\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"},"})
    void speech_must_be_streamed_and_have_a_voice_and_a_format(String left) throws Exception {
        assertThat(client.chat(body(SPEAKER.replace(left, ""), HELLO)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_model_that_cannot_draw_or_speak_is_not_asked_to() throws Exception {
        HttpResponse<String> answer = client.chat(body("\"modalities\":[\"text\",\"image\"],", HELLO));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JsonClient.json(answer).at("/error/message").asText())
                .isEqualTo("No endpoints found that support the requested output modalities: text, image");
        assertThat(client.chat(body("\"modalities\":[\"smell\"],", HELLO)).statusCode())
                .isEqualTo(400);
    }

    private static void assertPicture(JsonNode image) throws Exception {
        String url = image.at("/image_url/url").asText();
        assertThat(url).startsWith("data:image/png;base64,");
        BufferedImage read =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1))));
        assertThat(read.getWidth()).isEqualTo(1);
    }

    private JsonNode usage(String options, String content) throws Exception {
        HttpResponse<String> answer = client.chat(body(options, content));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonClient.json(answer).path("usage");
    }

    private static String body(String options, String content) {
        return "{" + options + "\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";
    }
}
