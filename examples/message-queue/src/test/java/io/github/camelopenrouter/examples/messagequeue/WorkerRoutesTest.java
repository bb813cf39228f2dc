package io.github.camelopenrouter.examples.messagequeue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;

import org.apache.camel.builder.AdviceWith;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerRoutesTest {
    private static final String ANSWER =
            "{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":0.5}}";

    private final Stage stage;

    WorkerRoutesTest() throws Exception {
        stage = new Stage("regenerate");
    }

    @AfterEach
    void closeStage() {
        stage.close();
    }

    @Test
    void a_job_becomes_a_result_that_tells_whose_it_is_and_what_it_cost() throws JMSException {
        stage.start();

        String id = stage.job("Say hello");

        TextMessage result = stage.take(Broker.RESULTS);
        assertThat(result.getText()).isEqualTo("hello");
        assertThat(result.getJMSCorrelationID()).isEqualTo(id);
        assertThat(result.getStringProperty("model")).startsWith("openai/gpt-4o-mini");
        assertThat(result.getStringProperty("generationId")).startsWith("gen-");
        assertThat(new BigDecimal(result.getStringProperty("cost")))
                .isPositive()
                .isEqualByComparingTo(stage.simulator.billed());
        stage.awaitMessages(Broker.JOBS, 0);
    }

    @Test
    void a_poison_job_becomes_one_dead_letter_with_its_own_body_and_the_cause() throws JMSException {
        stage.refuseCalls(400, "This endpoint's maximum context length is 128000 tokens");
        stage.start();

        String id = stage.send(Broker.JOBS, "Say hello", Map.of("tenant", "acme"));

        TextMessage dead = stage.take(Broker.DEAD);
        assertThat(dead.getText()).isEqualTo("Say hello");
        assertThat(dead.getJMSCorrelationID()).isEqualTo(id);
        assertThat(dead.getStringProperty("tenant")).isEqualTo("acme");
        assertThat(dead.getStringProperty("cause")).contains("maximum context length");
        assertThat(dead.getStringProperty("outcome")).isEqualTo("REJECTED");
        stage.awaitMessages(Broker.JOBS, 0);
        assertThat(stage.broker.messages(Broker.DEAD)).isZero();
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void a_model_that_does_not_exist_is_a_dead_letter_and_never_sent() throws JMSException {
        stage.start();

        stage.send(Broker.JOBS, "Say hello", Map.of("model", "nobody/nothing"));

        assertThat(stage.take(Broker.DEAD).getStringProperty("cause")).contains("nobody/nothing");
        assertThat(stage.calls()).isEmpty();
    }

    @Test
    void a_prompt_that_is_too_long_is_a_dead_letter_and_never_sent() throws JMSException {
        stage.start();

        stage.job("x".repeat(100_000));

        assertThat(stage.take(Broker.DEAD).getStringProperty("cause")).contains("maxRequestBytes");
        assertThat(stage.calls()).isEmpty();
    }

    @Test
    void a_dead_letter_that_cannot_be_sent_leaves_the_job_in_its_queue() throws JMSException {
        stage.fill(Broker.DEAD);
        stage.refuseCalls(400, "This endpoint's maximum context length is 128000 tokens");
        stage.start();

        String id = stage.job("Say hello");
        stage.awaitCalls(2);
        assertThat(stage.broker.messages(Broker.JOBS)).isEqualTo(1);

        stage.empty(Broker.DEAD);
        assertThat(stage.take(Broker.DEAD).getJMSCorrelationID()).isEqualTo(id);
        stage.awaitMessages(Broker.JOBS, 0);
        assertThat(stage.broker.messages(Broker.DEAD)).isZero();
    }

    @Test
    void a_result_is_taken_back_with_its_job_and_sent_again_without_a_call() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        AdviceWith.adviceWith(
                stage.camel,
                "worker",
                route -> route.weaveAddLast().process(exchange -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("after the result was sent");
                    }
                }));
        stage.start();

        stage.job("Say hello");

        stage.awaitMessages(Broker.JOBS, 0);
        assertThat(failures).hasNegativeValue();
        assertThat(stage.broker.messages(Broker.RESULTS)).isEqualTo(1);
        // the second time the answer came from the journal
        assertThat(stage.take(Broker.RESULTS).getBooleanProperty("replayed")).isTrue();
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void a_job_that_a_busy_service_refuses_comes_back_later() throws JMSException {
        Reply busy = Reply.json(503, "{\"error\":{\"message\":\"busy\",\"code\":503}}");
        // the component itself tries three times
        stage.simulator.enqueue(busy, busy, busy);
        stage.start();

        stage.job("Say hello");

        assertThat(stage.take(Broker.RESULTS).getText()).isEqualTo("hello");
        assertThat(stage.calls()).hasSize(4);
    }

    @Test
    void a_job_that_never_succeeds_ends_as_a_dead_letter_of_the_broker() throws JMSException {
        stage.refuseCalls(500, "broken");
        stage.start();

        stage.job("Say hello");

        assertThat(stage.take(Broker.DEAD).getText()).isEqualTo("Say hello");
        stage.awaitMessages(Broker.JOBS, 0);
    }

    @Test
    void without_credit_the_worker_gives_up_and_the_job_stays() throws JMSException {
        stage.refuseCalls(402, "no money");
        stage.start();

        stage.job("Say hello");

        Awaitility.await().until(() -> !stage.surrenders.isEmpty());
        assertThat(stage.surrenders.get(0)).contains("insufficient balance");
        assertThat(stage.broker.messages(Broker.JOBS)).isEqualTo(1);
        assertThat(stage.broker.messages(Broker.DEAD)).isZero();
    }

    @Test
    void a_connection_that_is_lost_in_the_middle_costs_no_job_and_no_second_call() throws JMSException {
        CountDownLatch held = new CountDownLatch(1);
        stage.simulator.enqueue(Reply.json(ANSWER).heldUntil(held));
        stage.start();

        stage.job("Say hello");
        stage.awaitCalls(1);
        stage.loseConnections();
        held.countDown();

        stage.awaitMessages(Broker.JOBS, 0);
        TextMessage result = stage.take(Broker.RESULTS);
        assertThat(result.getText()).isEqualTo("hello");
        assertThat(result.getBooleanProperty("replayed")).isTrue();
        assertThat(stage.broker.messages(Broker.RESULTS)).isZero();
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void a_job_that_was_sent_and_not_answered_is_sent_again() throws JMSException {
        stage.simulator.enqueue(Reply.reset(), Reply.reset(), Reply.reset());
        stage.start();

        stage.job("Say hello");

        assertThat(stage.take(Broker.RESULTS).getText()).isEqualTo("hello");
        assertThat(stage.calls())
                .extracting(RecordedRequest::text)
                .hasSize(4)
                .containsOnly(stage.calls().get(0).text());
    }

    @Test
    void a_budget_that_is_used_up_makes_the_worker_give_up_and_the_job_stays() throws JMSException {
        stage.simulator.enqueue(Reply.json(ANSWER), Reply.json(ANSWER));
        stage.start();

        stage.job("Say hello");
        stage.job("Say hello");
        stage.awaitMessages(Broker.JOBS, 0);
        stage.job("Say hello");

        Awaitility.await().until(() -> !stage.surrenders.isEmpty());
        assertThat(stage.surrenders.get(0)).contains("budget");
        assertThat(stage.broker.messages(Broker.JOBS)).isEqualTo(1);
        assertThat(stage.broker.messages(Broker.DEAD)).isZero();
    }
}
