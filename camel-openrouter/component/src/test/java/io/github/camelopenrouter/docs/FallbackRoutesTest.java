package io.github.camelopenrouter.docs;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

class FallbackRoutesTest extends DocsTestSupport {
    private static final Reply BUSY = Reply.json(429, "{\"error\":{\"message\":\"Slow down\",\"code\":429}}")
            .header("Retry-After", "1");

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        context.getPropertiesComponent().addOverrideProperty("patience", "300");
        return new RoutesBuilder[] {
            new FallbackRoutes(),
            new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:by-class")
                            .errorHandler(noErrorHandler())
                            .loadBalance()
                            .failover(RateLimitException.class, TransportException.class)
                            .to("openrouter:completion?responseTimeout=300")
                            .to("openrouter:completion?model=anthropic/claude-3-haiku")
                            .end();
                }
            }
        };
    }

    private Exchange ask(String route) {
        return template.request(route, exchange -> exchange.getIn().setBody("Say hello"));
    }

    @Test
    void openrouter_itself_goes_on_to_the_next_model_within_one_call() {
        Exchange answer = ask("direct:server");

        assertThat(answer.getMessage().getBody()).isEqualTo("hello");
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.RESPONSE_MODEL, String.class))
                .startsWith("openai/gpt-4o-mini");
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:failover", "direct:try"})
    void what_can_be_tried_again_is_tried_with_the_next_model_at_once(String route) {
        simulator.enqueue(BUSY);

        Exchange answer = ask(route);

        assertThat(answer.getException()).isNull();
        assertThat(answer.getMessage().getBody()).isEqualTo("hello");
        assertThat(answer.getMessage().getHeader(OpenRouterConstants.RESPONSE_MODEL, String.class))
                .startsWith("anthropic/claude-3-haiku");
        assertThat(answer.getMessage().getHeader(Exchange.REDELIVERY_DELAY)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:failover", "direct:try"})
    void a_call_that_may_have_been_billed_is_not_made_again(String route) {
        simulator.enqueue(Reply.hang());

        OpenRouterException failure = ask(route).getException(OpenRouterException.class);

        assertThat(failure.getErrorType()).isEqualTo("response_timeout");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(simulator.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:failover", "direct:try"})
    void what_no_model_would_take_is_not_offered_to_another(String route) {
        simulator.enqueue(Reply.json(400, "{\"error\":{\"message\":\"No\",\"code\":400}}"));

        assertThat(ask(route).getException()).isInstanceOf(InvalidRequestException.class);
        assertThat(simulator.requests()).hasSize(1);
    }

    @Test
    void a_list_of_classes_fails_over_after_a_call_that_may_have_been_billed() {
        simulator.enqueue(Reply.hang());

        assertThat(ask("direct:by-class").getMessage().getBody()).isEqualTo("hello");

        assertThat(simulator.requests()).hasSize(2);
    }
}
