package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.github.camelopenrouter.simulator.service.Hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OpenRouterSimulatorExtension.class)
class BillTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String HAIKU =
            HELLO.replace("{\"messages\"", "{\"model\":\"anthropic/claude-3-haiku\",\"messages\"");

    private final OpenRouterSimulator simulator;
    private final JsonClient client;

    BillTest(OpenRouterSimulator simulator) {
        this.simulator = simulator;
        this.client = new JsonClient(simulator);
    }

    @Test
    void the_bill_is_kept_by_key() throws Exception {
        BigDecimal one = cost(HELLO, "Authorization", "Bearer one");
        BigDecimal two = cost(HAIKU, "Authorization", "Bearer two");
        assertThat(simulator.billedByKey())
                .hasSize(2)
                .containsEntry(BilledGeneration.keyHash("one"), one)
                .containsEntry(BilledGeneration.keyHash("two"), two);
        assertThat(JsonClient.json(client.get("/key", "Authorization", "Bearer one"))
                        .at("/data/usage")
                        .decimalValue())
                .isEqualByComparingTo(one);
    }

    @Test
    void the_bill_is_kept_by_model() throws Exception {
        BigDecimal mini = cost(HELLO).add(cost(HELLO)).stripTrailingZeros();
        BigDecimal haiku = cost(HAIKU);
        assertThat(simulator.billedByModel())
                .hasSize(2)
                .containsEntry("openai/gpt-4o-mini", mini)
                .containsEntry("anthropic/claude-3-haiku", haiku);
        assertThat(simulator.billed()).isEqualByComparingTo(mini.add(haiku));
    }

    @Test
    void every_generation_is_a_line_of_the_bill() throws Exception {
        String id = JsonClient.json(client.chat(HELLO)).path("id").asText();
        assertThat(simulator.billedGenerations())
                .containsExactly(new BilledGeneration(
                        id,
                        BilledGeneration.keyHash("key"),
                        "openai/gpt-4o-mini",
                        simulator.billed(),
                        Hash.of(HELLO.getBytes(UTF_8)),
                        false,
                        false,
                        false));
    }

    @Test
    void a_cache_hit_is_a_line_without_cost() throws Exception {
        client.chat(HELLO, "X-OpenRouter-Cache", "true");
        client.chat(HELLO, "X-OpenRouter-Cache", "true");
        assertThat(simulator.billedGenerations())
                .hasSize(2)
                .extracting(BilledGeneration::cacheHit)
                .containsExactly(false, true);
        assertThat(simulator.billedGenerations().get(1).cost()).isZero();
    }

    @Test
    void a_line_tells_that_the_client_left() throws Exception {
        try (OpenRouterSimulator slow = OpenRouterSimulator.builder()
                .thinkingTime(Duration.ofMinutes(1))
                .start()) {
            RawClient raw = new RawClient(slow).chat(HELLO);
            RecordedRequest request = slow.takeRequest(PATIENCE);
            raw.close();
            assertThat(request.awaitDisconnect(PATIENCE)).isTrue();
            assertThat(slow.billedGenerations()).singleElement().satisfies(line -> {
                assertThat(line.clientGone()).isTrue();
                assertThat(line.cost()).isPositive().isEqualByComparingTo(slow.billed());
            });
        }
    }

    @Test
    void what_is_refused_or_scripted_is_no_line() throws Exception {
        client.chat("{}");
        simulator.enqueue(Reply.json("{}"));
        client.chat(HELLO);
        assertThat(simulator.billedGenerations()).isEmpty();
        assertThat(simulator.billedByKey()).isEmpty();
    }

    @Test
    void old_lines_are_forgotten_but_not_what_they_cost() throws Exception {
        try (OpenRouterSimulator forgetful =
                OpenRouterSimulator.builder().keepGenerations(2).start()) {
            JsonClient forgetfulClient = new JsonClient(forgetful);
            BigDecimal cost = BigDecimal.ZERO;
            for (String id : List.of("1", "2", "3")) {
                String body = HELLO.replace("Hello", "Hello " + id);
                cost = cost.add(JsonClient.json(forgetfulClient.chat(body))
                        .at("/usage/cost")
                        .decimalValue());
            }
            assertThat(forgetful.billedGenerations()).hasSize(2);
            assertThat(forgetful.billed()).isEqualByComparingTo(cost);
        }
    }

    @Test
    void a_reset_forgets_the_bill() throws Exception {
        client.chat(HELLO);
        simulator.reset();
        assertThat(simulator.billedGenerations()).isEmpty();
        assertThat(simulator.billedByKey()).isEmpty();
        assertThat(simulator.billedByModel()).isEmpty();
    }

    private BigDecimal cost(String body, String... headers) throws Exception {
        return JsonClient.json(client.chat(body, headers))
                .at("/usage/cost")
                .decimalValue()
                .stripTrailingZeros();
    }
}
