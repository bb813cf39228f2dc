package io.github.camelopenrouter.examples.messagequeue;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class ReconcileRoutesTest {
    private final AtomicInteger lookups = new AtomicInteger();
    private final Stage stage;

    ReconcileRoutesTest() throws Exception {
        stage = new Stage("park");
    }

    @AfterEach
    void closeStage() {
        stage.close();
    }

    @Test
    void a_job_that_nobody_can_ask_about_is_a_dead_letter_and_not_sent_again() throws JMSException {
        stage.simulator.enqueue(Reply.reset());
        stage.start();

        String id = stage.job("Say hello");

        TextMessage dead = stage.take(Broker.DEAD);
        assertThat(dead.getText()).isEqualTo("Say hello");
        assertThat(dead.getJMSCorrelationID()).isEqualTo(id);
        assertThat(dead.getStringProperty("cause")).contains("may have been paid");
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void a_job_that_was_paid_is_a_dead_letter_that_says_how_much() throws JMSException {
        cutAnswer();
        generationCost("0.25");
        stage.start();

        String id = stage.job("Say hello");

        TextMessage dead = stage.take(Broker.DEAD);
        assertThat(dead.getText()).isEqualTo("Say hello");
        assertThat(dead.getJMSCorrelationID()).isEqualTo(id);
        assertThat(dead.getStringProperty("generationId")).isEqualTo("gen-cut");
        assertThat(dead.getStringProperty("cause")).contains("0.25 USD were paid");
    }

    @Test
    void a_job_that_was_not_paid_goes_back_and_becomes_a_result() throws JMSException {
        cutAnswer();
        generationCost("0");
        stage.start();

        String id = stage.job("Say hello");

        TextMessage result = stage.take(Broker.RESULTS);
        assertThat(result.getText()).isEqualTo("hello");
        assertThat(result.getJMSCorrelationID()).isEqualTo(id);
        stage.awaitMessages(Broker.RECONCILE, 0);
    }

    @Test
    void a_job_of_which_the_service_does_not_say_what_it_cost_is_a_dead_letter() throws JMSException {
        cutAnswer();
        generationCost("null");
        stage.start();

        stage.job("Say hello");

        TextMessage dead = stage.take(Broker.DEAD);
        assertThat(dead.getText()).isEqualTo("Say hello");
        assertThat(dead.getStringProperty("cause")).contains("may have been paid, and the answer is lost");
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void a_generation_that_the_service_does_not_know_yet_is_asked_for_again() throws JMSException {
        cutAnswer();
        stage.simulator.replyWith(request -> request.path().endsWith("/generation")
                ? lookups.getAndIncrement() == 0
                        ? Reply.json(404, "{\"error\":{\"message\":\"Generation gen-cut not found\",\"code\":404}}")
                        : generation("0.25")
                : null);
        stage.start();

        stage.job("Say hello");

        assertThat(stage.take(Broker.DEAD).getStringProperty("cause")).contains("0.25 USD were paid");
    }

    /** The service names the generation, and the connection breaks. */
    private void cutAnswer() {
        stage.simulator.enqueue(Reply.bytes(200, "application/json")
                .header("X-Generation-Id", "gen-cut")
                .thenReset());
    }

    private void generationCost(String usd) {
        stage.simulator.replyWith(request -> request.path().endsWith("/generation") ? generation(usd) : null);
    }

    private static Reply generation(String usd) {
        return Reply.json("{\"data\":{\"id\":\"gen-cut\",\"total_cost\":" + usd + ",\"finish_reason\":null}}");
    }
}
