package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.InsufficientCreditsException;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.error.ModelUnavailableException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.ProviderException;
import io.github.camelopenrouter.error.RateLimitException;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The errors that come first, word for word as the page quotes them. */
class FirstErrorsPageTest extends DocsTestSupport {
    private static final Path QUOTED = Path.of("src/test/resources/docs/first-errors.txt");

    @Override
    void configure(OpenRouterComponent component) {
        component.getConfiguration().setBaseUrl(EXTENSION.simulator().baseUrl());
    }

    @Test
    void no_key() throws Exception {
        assumeTrue(System.getenv("OPENROUTER_API_KEY") == null && System.getProperty("OPENROUTER_API_KEY") == null);

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini"))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(quoted("no-key"));
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void a_key_that_the_service_does_not_know() throws Exception {
        simulator.account(KEY).revoke();

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage(quoted("wrong-key"));
    }

    @Test
    void credit_for_fewer_tokens_than_the_model_may_write() throws Exception {
        simulator.account(KEY).credits(new BigDecimal("0.001"));

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(InsufficientCreditsException.class)
                .hasMessage(quoted("no-credit"));
    }

    @Test
    void fewer_tokens_can_be_paid_with_the_same_credit() {
        simulator.account(KEY).credits(new BigDecimal("0.001"));

        assertThat(template.requestBody(
                        "openrouter:completion?model=openai/gpt-4o-mini&maxTokens=200&apiKey=" + KEY, "Say hello"))
                .isEqualTo("hello");
    }

    @Test
    void a_model_that_there_is_not() throws Exception {
        assertThat(failure("openrouter:completion?model=gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(quoted("unknown-model"));
    }

    @Test
    void a_model_that_cannot_answer_without_reasoning() throws Exception {
        assertThat(failure("openrouter:completion?model=deepseek/deepseek-r1&disableThinking=true&apiKey=" + KEY))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(quoted("reasoning"));
    }

    @Test
    void an_address_at_which_there_is_a_page() throws Exception {
        simulator.enqueue(
                Reply.json(404, "<!DOCTYPE html><title>Not Found</title>").header("Content-Type", "text/html"));

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage(quoted("wrong-address"));
    }

    @Test
    void an_address_at_which_there_is_a_page_with_status_200() throws Exception {
        simulator.enqueue(Reply.json("<!DOCTYPE html><title>Welcome</title>").header("Content-Type", "text/html"));

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(ProviderException.class)
                .hasMessage(quoted("page"));
    }

    @Test
    void more_calls_than_the_service_takes() throws Exception {
        simulator.enqueue(Reply.json(
                        429,
                        "{\"error\":{\"message\":\"Provider returned error\",\"code\":429,\"metadata\":"
                                + "{\"provider_name\":\"OpenAI\"}}}")
                .header("Retry-After", "7"));

        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&apiKey=" + KEY))
                .isInstanceOf(RateLimitException.class)
                .hasMessage(quoted("too-many-calls"));
    }

    @Test
    void a_host_that_takes_no_connection() throws Exception {
        assertThat(failure("openrouter:completion?model=openai/gpt-4o-mini&baseUrl=http://localhost:1&apiKey=" + KEY))
                .isInstanceOf(TransportException.class)
                .hasMessage(quoted("no-network"));
    }

    private OpenRouterException failure(String uri) {
        Exchange exchange = template.request(uri, e -> e.getIn().setBody("Say hello"));
        return exchange.getException(OpenRouterException.class);
    }

    private static String quoted(String name) throws IOException {
        List<String> lines = Files.readAllLines(QUOTED);
        return lines.get(lines.indexOf("# tag::" + name + "[]") + 1);
    }
}
