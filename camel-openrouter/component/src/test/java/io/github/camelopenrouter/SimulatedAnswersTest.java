package io.github.camelopenrouter;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;
import jakarta.activation.DataHandler;

import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.internal.binding.JsonMembers;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes with answers that nobody scripted: whole, and pushed. */
class SimulatedAnswersTest {
    private static RunningContext running;

    @BeforeAll
    static void start() {
        running = new RunningContext(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parts").process(exchange -> {});
            }
        });
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.simulator.reset();
    }

    private static final String WHOLE = "openrouter:completion?";
    private static final String PUSHED = "openrouter:streaming?streamTo=direct:parts&";

    private static Exchange asked(String uri, Object body) {
        Exchange exchange = running.send(uri, body);
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private static JsonNode json(Exchange exchange, String header) throws Exception {
        return JsonMembers.JSON.readTree(exchange.getMessage().getHeader(header, "[]", String.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, PUSHED})
    void a_drawn_image_can_be_looked_at(String way) throws Exception {
        Exchange exchange = asked(way + "model=google/gemini-2.5-flash-image&modalities=image,text", "Draw a cat");

        DataHandler image = exchange.getMessage(AttachmentMessage.class).getAttachment("image-1.png");
        try (InputStream in = image.getInputStream()) {
            assertThat(ImageIO.read(in)).isNotNull();
        }
        assertThat(image.getContentType()).isEqualTo("image/png");
    }

    @ParameterizedTest
    @CsvSource({"pcm16, audio-1.pcm, audio/pcm", "wav, audio-1.wav, audio/wav"})
    void a_spoken_answer_has_its_sound_and_its_words(String format, String name, String type) throws Exception {
        Exchange exchange = asked(
                PUSHED + "model=openai/gpt-4o-audio-preview&modalities=text,audio&audioVoice=alloy&audioFormat="
                        + format,
                "Say good morning");

        DataHandler sound = exchange.getMessage(AttachmentMessage.class).getAttachment(name);
        assertThat(sound).isNotNull();
        assertThat(sound.getContentType()).isEqualTo(type);
        try (InputStream in = sound.getInputStream()) {
            assertThat(in.readAllBytes()).isNotEmpty();
        }
        assertThat(exchange.getMessage().getHeader(OpenRouterConstants.TRANSCRIPT, String.class))
                .contains("good morning");
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, PUSHED})
    void all_choices_are_told_with_their_log_probabilities(String way) throws Exception {
        Exchange exchange = asked(way + "body.n=3&body.logprobs=true&body.top_logprobs=2", "Say a b c");

        assertThat(exchange.getMessage().getBody()).isEqualTo("a b c");
        assertThat(json(exchange, OpenRouterConstants.CHOICES)).hasSize(3);
        StringBuilder tokens = new StringBuilder();
        json(exchange, OpenRouterConstants.LOGPROBS)
                .path("content")
                .forEach(token -> tokens.append(token.path("token").asText()));
        assertThat(tokens).hasToString("a b c");
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, PUSHED})
    void the_router_tells_how_it_found_the_provider_where_it_is_asked(String way) throws Exception {
        Exchange exchange = asked(way + "routerMetadata=true", "Say hello");

        assertThat(json(exchange, OpenRouterConstants.RESPONSE_ROUTER_METADATA)
                        .path("requested")
                        .asText())
                .isEqualTo("openai/gpt-4o-mini");
        assertThat(asked(way + "routerMetadata=false", "Say hello")
                        .getMessage()
                        .getHeader(OpenRouterConstants.RESPONSE_ROUTER_METADATA))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {WHOLE, PUSHED})
    void pages_that_were_searched_are_cited_once_each(String way) throws Exception {
        Exchange exchange = asked(way + "body.plugins=RAW([{\"id\":\"web\"}])", "What is new?");

        List<String> cited = json(exchange, OpenRouterConstants.ANNOTATIONS).findValuesAsText("url");
        assertThat(cited).isNotEmpty().doesNotHaveDuplicates();
    }

    /** The service knows its reasoning again, and refuses what was changed. */
    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4.5", "google/gemini-2.5-flash", "deepseek/deepseek-r1"})
    void reasoning_that_goes_back_is_accepted(String model) {
        Object whole = asked(WHOLE + "output=message&reasoningEffort=high&model=" + model, "Think")
                .getMessage()
                .getBody();
        ChatMessage streamed = null;
        try (ChatStream stream = asked("openrouter:streaming?reasoningEffort=high&model=" + model, "Think")
                .getMessage()
                .getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                var chunk = stream.next();
                streamed = chunk.last() ? chunk.response().message() : null;
            }
        }

        for (Object message : new Object[] {whole, streamed}) {
            assertThat(((ChatMessage) message).reasoningDetails()).isNotEmpty();
            List<Object> conversation =
                    new ArrayList<>(List.of(ChatMessage.user("Think"), message, ChatMessage.user("And now?")));
            asked(WHOLE + "reasoningEffort=high&model=" + model, conversation);
        }
    }

    @Test
    void a_model_that_insists_on_reasoning_says_what_to_leave_out() {
        assertThat(running.send(WHOLE + "disableThinking=true&model=deepseek/deepseek-r1", "hello", Map.of())
                        .getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Leave out disableThinking");
    }
}
