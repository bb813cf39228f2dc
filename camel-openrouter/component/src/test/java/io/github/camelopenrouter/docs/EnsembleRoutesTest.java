package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class EnsembleRoutesTest extends DocsTestSupport {
    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getPropertiesComponent().addOverrideProperty("patience", "700");
        return new RoutesBuilder[] {
            new EnsembleRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:with-timeout")
                            .multicast(new EnsembleRoutes.Opinions())
                            .parallelProcessing()
                            .timeout(700)
                            .to("openrouter:completion?model=openai/gpt-4o-mini")
                            .to("openrouter:completion?model=anthropic/claude-3-haiku")
                            .end();
                }
            }
        };
    }

    private Exchange ask(String route) {
        return template.request(route, exchange -> exchange.getIn().setBody("Say hello"));
    }

    private void holdOne(Reply reply) {
        simulator.replyWith(request -> request.text().contains("claude-3-haiku") ? reply : null);
    }

    private RecordedRequest held() {
        return simulator.requests().stream()
                .filter(request -> request.text().contains("claude-3-haiku"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void all_texts_and_the_sum_of_their_costs_come_back() {
        Exchange answer = ask("direct:ask");

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(List.class)).hasSize(3).containsOnly("hello");
        assertThat(answer.getMessage().getHeader("cost", BigDecimal.class)).isEqualByComparingTo(simulator.billed());
        assertThat(answer.getMessage().getHeader("failed")).isEqualTo(0);
    }

    @Test
    void one_that_fails_does_not_take_the_others_with_it() {
        holdOne(Reply.json(503, "{\"error\":{\"message\":\"No provider\",\"code\":503}}"));

        Exchange answer = ask("direct:ask");

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody(List.class)).hasSize(2);
        assertThat(answer.getMessage().getHeader("failed")).isEqualTo(1);
    }

    @Test
    void a_total_timeout_of_the_endpoint_ends_the_call_of_one_that_is_late() throws Exception {
        holdOne(Reply.hang());

        assertThat(ask("direct:ask").getMessage().getBody(List.class)).hasSize(2);

        assertThat(held().awaitDisconnect(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_timeout_of_the_multicast_leaves_the_late_call_running() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        holdOne(Reply.json("{}").heldUntil(answer));

        assertThat(ask("direct:with-timeout").getMessage().getBody(List.class)).hasSize(1);

        assertThat(held().disconnected()).isFalse();
        answer.countDown();
        assertThat(held().awaitFinished(Duration.ofSeconds(5)))
                .as("an answer that is billed and that nobody reads")
                .isTrue();
    }
}
