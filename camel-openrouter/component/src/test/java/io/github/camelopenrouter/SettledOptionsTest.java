package io.github.camelopenrouter;

import java.util.Map;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From the start on, options are as they are. */
class SettledOptionsTest {
    private RunningContext running;
    private OpenRouterComponent component;

    @BeforeEach
    void start() {
        running = new RunningContext();
        component = running.component("shared", shared -> {
            shared.getConfiguration().setModel("openai/gpt-4o-mini");
            shared.getConfiguration().setMaxTokens(100);
        });
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void an_option_of_the_component_that_changes_after_its_start_is_refused_by_the_next_endpoint() {
        component.getConfiguration().setBudget("1/day");
        component.getConfiguration().setMaxInFlight(3);

        assertThatThrownBy(() -> running.context.getEndpoint("shared:completion"))
                .hasMessageContaining("The component's options budget, maxInFlight were changed after its start");
    }

    @Test
    void it_counts_again_when_it_is_as_it_was() {
        component.getConfiguration().setMaxInFlight(7);
        component.getConfiguration().setMaxInFlight(null);

        assertThat(running.sent("shared:completion").json().get("max_tokens").intValue())
                .isEqualTo(100);
    }

    @Test
    void what_an_endpoint_goes_by_alone_may_change_and_counts_for_those_made_from_then_on() {
        component.getConfiguration().setMaxTokens(7);
        component.getConfiguration().setBody(Map.of("verbosity", "low"));

        var sent = running.sent("shared:completion").json();

        assertThat(sent.get("max_tokens").intValue()).isEqualTo(7);
        assertThat(sent.get("verbosity").textValue()).isEqualTo("low");
    }

    @Test
    void an_endpoint_that_is_there_goes_on_as_it_was() {
        running.sent("shared:completion");

        component.getConfiguration().setMaxTokens(7);

        assertThat(running.sent("shared:completion").json().get("max_tokens").intValue())
                .isEqualTo(100);
    }

    @Test
    void setters_of_the_component_itself_know_that_it_has_started() {
        assertThatIllegalStateException()
                .isThrownBy(() -> component.setProxyHost("proxy"))
                .withMessageContaining("The option proxyHost of the component cannot be changed after its start");
        assertThatIllegalStateException()
                .isThrownBy(() -> component.setConfiguration(new OpenRouterConfiguration()))
                .withMessageContaining("configuration");
        component.setConfiguration(component.getConfiguration());
    }

    @Test
    void an_option_of_an_endpoint_that_changes_after_it_was_made_is_refused_by_its_next_producer() {
        OpenRouterEndpoint endpoint = running.context.getEndpoint("shared:completion", OpenRouterEndpoint.class);
        endpoint.getConfiguration().setMaxRetries(9);

        assertThatIllegalStateException()
                .isThrownBy(endpoint::createProducer)
                .withMessageContaining("The endpoint's options maxRetries were changed after it was made");
    }

    @Test
    void before_the_start_everything_may_be_set_and_a_new_context_begins_anew() throws Exception {
        OpenRouterComponent own = new OpenRouterComponent();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("own", own);
            own.getConfiguration().setMaxTokens(3);
            own.setProxyHost("proxy");
            own.setProxyPort(3_128);
            context.start();
            assertThat(context.getEndpoint("own:completion", OpenRouterEndpoint.class)
                            .getConfiguration()
                            .getMaxTokens())
                    .isEqualTo(3);
        }
        own.getConfiguration().setMaxTokens(4);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("own", own);
            context.start();
            assertThat(context.getEndpoint("own:completion", OpenRouterEndpoint.class)
                            .getConfiguration()
                            .getMaxTokens())
                    .isEqualTo(4);
        }
    }
}
