package io.github.camelopenrouter.examples.quarkus;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.Reply;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client is told when there is no answer. */
@QuarkusTest
class ProblemsTest extends ServiceTestSupport {
    private static final String OF_SERVICE = "{\"error\":{\"message\":\"%s\",\"code\":%d}}";

    private static Reply refusal(int status, String message) {
        return Reply.json(status, OF_SERVICE.formatted(message, status));
    }

    @Test
    void too_many_calls_are_a_429_with_the_time_to_wait() throws Exception {
        // longer than the component itself waits
        simulator.enqueue(refusal(429, "Slow down").header("Retry-After", "77"));

        Client.Response answer = client.ask("Say x");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(Long.parseLong(answer.retryAfter())).isEqualTo(77);
        assertThat(answer.body().path("remedy").textValue()).isEqualTo("Wait and ask again, or choose another model");
    }

    @ParameterizedTest
    @CsvSource({
        "401, 500, OpenRouter does not accept the key of this service",
        "402, 402, The account at OpenRouter has too little credit",
        "403, 403, OpenRouter does not allow this question",
        "400, 400, The model cannot deal with this question",
        "404, 404, This model cannot be had",
    })
    void a_refusal_is_told_in_words(int ofService, int status, String title) throws Exception {
        simulator.enqueue(refusal(ofService, "No endpoints found for model"));

        Client.Response answer = client.ask("Say x");

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.body().path("title").textValue()).isEqualTo(title);
        assertThat(answer.body().path("remedy").textValue()).isNotBlank();
    }

    @Test
    void a_provider_that_is_down_is_a_503_after_all_retries() throws Exception {
        simulator.enqueue(refusal(503, "Down"), refusal(503, "Down"), refusal(503, "Down"));

        Client.Response answer = client.ask("Say x");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.retryAfter()).isNotNull();
        assertThat(questions()).hasSize(3);
    }

    @Test
    void a_provider_that_is_back_is_no_problem() throws Exception {
        simulator.enqueue(refusal(503, "Down"));

        assertThat(client.ask("Say x").body().path("text").textValue()).isEqualTo("x");
    }

    @Test
    void a_stream_that_breaks_ends_with_the_problem() throws Exception {
        simulator.enqueue(Reply.deltas("half an ans"));

        try (Events events = client.stream(Map.of("message", "Say x"))) {
            List<Events.Event> all = events.rest();

            assertThat(all).extracting(Events.Event::name).containsExactly("text", "problem");
            assertThat(all.get(1).data().path("status").intValue()).isEqualTo(502);
            assertThat(all.get(1).data().path("code").textValue()).isEqualTo("stream_truncated");
        }
    }

    @Test
    void a_stream_that_is_refused_has_the_problem_as_its_only_event() throws Exception {
        simulator.enqueue(refusal(429, "Slow down").header("Retry-After", "77"));

        try (Events events = client.stream(Map.of("message", "Say x"))) {
            List<Events.Event> all = events.rest();

            assertThat(all).extracting(Events.Event::name).containsExactly("problem");
            assertThat(all.get(0).data().path("status").intValue()).isEqualTo(429);
            assertThat(all.get(0).data().path("retryAfter").intValue()).isEqualTo(77);
        }
    }

    @Test
    void a_whole_answer_that_breaks_is_no_answer() throws Exception {
        simulator.enqueue(Reply.deltas("half an ans"));

        Client.Response answer = client.ask("Say x");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body().toString()).doesNotContain("half");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"message\":",
                "{}",
                "{\"message\":\"  \"}",
                "[1]",
                "null",
                "{\"message\":\"hi\",\"conversation\":\"mine\"}",
            })
    void what_cannot_be_asked_is_a_400_and_nothing_is_sent(String body) throws Exception {
        for (String path : List.of("/chat", "/chat/stream")) {
            Client.Response answer = client.post(path, body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(answer.body().path("remedy").textValue()).isNotBlank();
        }
        assertThat(questions()).isEmpty();
    }

    @Test
    void a_path_that_is_not_there_is_a_problem_too() throws Exception {
        Client.Response answer = client.get("/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void a_page_of_another_site_spends_nothing() throws Exception {
        assertThat(client.get("/chat/stream?message=Say+x", "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(client.get("/chat/stream?message=Say+x", "Origin", "https://example.com")
                        .status())
                .isEqualTo(403);
        assertThat(questions()).isEmpty();
    }

    @Test
    void a_name_that_another_site_made_lead_here_is_refused() throws Exception {
        String answer = new RawRequest(service).get("/models", "evil.example:" + service.getPort());

        assertThat(answer).startsWith("HTTP/1.1 421 ").contains("chat.hosts");
    }
}
