package io.github.camelopenrouter.internal.call;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.Wire;
import io.github.camelopenrouter.internal.call.Engine.Told;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** How much the component's own retries may add to the load of a service that fails for all. */
class RetryBudgetTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final VirtualTime time = new VirtualTime();
    private final Engine engine = new Engine(time);

    @AfterEach
    void close() {
        engine.close();
        simulator.close();
    }

    private Told complete(String key, String model) {
        OpenRouterClient.Command plain = Engine.command(simulator.baseUrl(), Engine.retries(2));
        CallFacts facts = new CallFacts(model, List.of(), key, null, null, null, 1, null, 1);
        return engine.complete(new OpenRouterClient.Command(
                URI.create(simulator.baseUrl() + "/chat/completions"),
                plain.headers(),
                plain.body(),
                plain.settings(),
                null,
                facts,
                null));
    }

    private void storm(String key, String model, int calls) {
        simulator.replyWith(request -> Reply.json(429, Wire.error(429, "slow down")));
        List<Told> all =
                IntStream.range(0, calls).mapToObj(i -> complete(key, model)).toList();
        for (Told told : all) {
            assertThat(told.failure().getStatusCode()).isEqualTo(429);
        }
    }

    @Test
    void a_hundred_calls_in_a_storm_are_followed_by_few_retries() {
        storm("key-1", "a/a", 100);

        assertThat(simulator.requests()).hasSizeBetween(101, 110);
    }

    @Test
    void another_model_and_another_key_keep_their_retries() throws Exception {
        storm("key-1", "a/a", 20);
        simulator.reset();
        simulator.enqueue(
                Reply.json(503, Wire.error(503, "no")),
                Reply.json(Wire.completion("b")),
                Reply.json(503, Wire.error(503, "no")),
                Reply.json(Wire.completion("a")));

        assertThat(complete("key-1", "b/b").text()).isEqualTo("b");
        assertThat(complete("key-2", "a/a").text()).isEqualTo("a");
        assertThat(simulator.requests()).hasSize(4);
    }

    @Test
    void successes_earn_retries_again() throws Exception {
        storm("key-1", "a/a", 20);
        simulator.reset();
        simulator.replyWith(request -> Reply.json(Wire.completion("good")));
        for (int i = 0; i < 62; i++) {
            assertThat(complete("key-1", "a/a").text()).isEqualTo("good");
        }
        simulator.reset();
        simulator.enqueue(Reply.json(503, Wire.error(503, "no")), Reply.json(Wire.completion("again")));

        assertThat(complete("key-1", "a/a").text()).isEqualTo("again");
    }
}
