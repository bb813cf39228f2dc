package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;
import io.quarkus.test.junit.QuarkusTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service over sockets, with the simulator that it starts without a key. */
@QuarkusTest
class ChatTest extends ServiceTestSupport {
    @Test
    void the_whole_answer_has_its_model_its_tokens_and_its_cost() throws Exception {
        Client.Response answer = client.ask("What is 6 * 7?");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("text").textValue()).isEqualTo("6 * 7 = 42");
        assertThat(answer.body().path("model").textValue()).isEqualTo("openai/gpt-4o-mini");
        assertThat(answer.body().path("promptTokens").intValue()).isPositive();
        assertThat(answer.body().path("completionTokens").intValue()).isPositive();
        assertThat(answer.body().path("cost").decimalValue()).isEqualByComparingTo(simulator.billed());
    }

    @Test
    void what_was_spent_grows_by_each_answer() throws Exception {
        BigDecimal before = spent(client.ask("Say a"));

        Client.Response answer = client.ask("Say b");

        assertThat(spent(answer).subtract(before))
                .isEqualByComparingTo(answer.body().path("cost").decimalValue());
    }

    private static BigDecimal spent(Client.Response answer) {
        return answer.body().path("spent").decimalValue();
    }

    @Test
    void a_conversation_goes_on_under_its_id() throws Exception {
        String id = client.ask("Say apple").body().path("conversation").textValue();

        client.ask(Map.of("message", "Say pear", "conversation", id));

        JsonNode messages = questions().get(1).json().path("messages");
        assertThat(messages.findValuesAsText("content")).containsExactly("Say apple", "apple", "Say pear");
    }

    @Test
    void a_question_without_an_id_knows_nothing_of_others() throws Exception {
        client.ask("Say apple");

        client.ask("Say pear");

        assertThat(questions().get(1).text()).doesNotContain("apple");
    }

    @Test
    void the_model_that_was_chosen_answers() throws Exception {
        Client.Response answer = client.ask(Map.of("message", "Say x", "model", "anthropic/claude-3-haiku"));

        assertThat(answer.body().path("model").textValue()).isEqualTo("anthropic/claude-3-haiku");
    }

    @Test
    void the_answer_arrives_while_the_model_writes_it() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        simulator.enqueue(Reply.deltas("one ").awaiting(gate).thenDeltas("two").thenFinish("stop"));

        try (Events events = client.stream(Map.of("message", "Count"))) {
            assertThat(events.type()).startsWith("text/event-stream");
            Events.Event first = events.next();
            assertThat(first.name()).isEqualTo("text");
            assertThat(first.text()).isEqualTo("one ");
            gate.countDown(); // the model goes on only now
            List<Events.Event> rest = events.rest();
            assertThat(rest).extracting(Events.Event::name).containsExactly("text", "done");
            assertThat(rest.get(0).text()).isEqualTo("two");
            assertThat(rest.get(1).text()).isEqualTo("one two");
        } finally {
            gate.countDown();
        }
    }

    @Test
    void a_browser_may_ask_for_events_with_GET() throws Exception {
        try (Events events = client.streamByGet("What is 2 + 3?")) {
            List<Events.Event> all = events.rest();

            Events.Event last = all.get(all.size() - 1);
            assertThat(last.name()).isEqualTo("done");
            assertThat(last.text()).isEqualTo("2 + 3 = 5");
            assertThat(last.data().path("cost").decimalValue()).isEqualByComparingTo(simulator.billed());
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_client_that_leaves_a_stream_stops_the_generation(HttpClient.Version version) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        simulator.enqueue(Reply.deltas("one ").awaiting(never).thenFinish("stop"));

        try (Events events = new Client(service.toString(), version).stream(Map.of("message", "Count"))) {
            events.next();
        }

        assertThat(awaitQuestion().awaitDisconnect(PATIENCE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_client_that_leaves_before_the_first_word_stops_the_call_at_once(HttpClient.Version version)
            throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        simulator.enqueue(Reply.deltas("one ").heldUntil(never).thenFinish("stop"));
        RecordedRequest question;

        // the head comes before the model is asked
        try (Events events = new Client(service.toString(), version).stream(Map.of("message", "Count"))) {
            assertThat(events.status()).isEqualTo(200);
            question = awaitQuestion();
        }

        assertThat(question.awaitDisconnect(PATIENCE)).isTrue();
        await().atMost(PATIENCE).until(() -> camel.getInflightRepository().size() == 0);
        assertThat(questions()).as("nothing is asked again").hasSize(1);
        assertThat(question.writes()).as("nothing came before it was cut").isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_client_that_leaves_before_the_whole_answer_stops_the_generation(boolean begun) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Reply reply = Reply.deltas("one ");
        simulator.enqueue((begun ? reply.awaiting(never) : reply.heldUntil(never)).thenFinish("stop"));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Object> asked = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client.ask("Count");
                        } catch (Exception e) {
                            return e;
                        }
                    },
                    threads);
            RecordedRequest request = awaitQuestion();
            await().atMost(PATIENCE).until(() -> !begun || request.writes() > 0);

            threads.shutdownNow(); // interrupts the client, which closes its connection

            assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
            asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_browser_that_comes_again_by_itself_is_sent_away_and_nothing_is_asked() throws Exception {
        Client.Response answer = client.get("/chat/stream?message=Say+x", "Last-Event-ID", "3");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(questions()).isEmpty();
    }

    @Test
    void what_was_said_is_there_after_a_reload_and_gone_when_it_was_forgotten() throws Exception {
        String id = client.ask("Say apple").body().path("conversation").textValue();

        JsonNode said = client.get("/conversations/" + id).body();

        assertThat(said.findValuesAsText("role")).containsExactly("user", "assistant");
        assertThat(said.findValuesAsText("text")).containsExactly("Say apple", "apple");
        assertThat(client.delete("/conversations/" + id).status()).isEqualTo(204);
        assertThat(client.get("/conversations/" + id).status()).isEqualTo(404);
    }

    @Test
    void the_bill_has_all_answers_and_the_budget() throws Exception {
        BigDecimal spent = spent(client.ask("Say a"));

        JsonNode bill = client.get("/bill").body();

        assertThat(bill.path("spent").decimalValue()).isEqualByComparingTo(spent);
        assertThat(bill.path("budget").textValue()).isEqualTo("0.50/day");
    }

    @Test
    void models_have_their_prices_for_a_million_tokens() throws Exception {
        JsonNode models = client.get("/models").body();

        JsonNode mini = null;
        for (JsonNode model : models) {
            if (model.path("id").textValue().equals("openai/gpt-4o-mini")) {
                mini = model;
            }
        }
        assertThat(mini).as("one of " + models).isNotNull();
        assertThat(mini.path("promptPrice").decimalValue()).isEqualByComparingTo("0.15");
        assertThat(mini.path("completionPrice").decimalValue()).isEqualByComparingTo("0.6");
    }
}
