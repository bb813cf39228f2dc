package io.github.camelopenrouter;

import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What management shows of the limits. */
class LimitsJmxTest extends SimulatorTestSupport {
    @Override
    protected boolean useJmx() {
        return true;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        OpenRouterComponent component = context.getComponent("openrouter", OpenRouterComponent.class);
        component.getConfiguration().setMaxInFlight(7);
        component.getConfiguration().setCircuitBreaker(true);
        component.getConfiguration().setCircuitBreakerMinimumCalls(1);
        return context;
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").errorHandler(noErrorHandler()).to("openrouter:completion?maxInFlight=3");
            }
        };
    }

    @Test
    void component_and_endpoint_show_what_their_limits_do() throws Exception {
        simulator.replyWith(request -> Reply.json(502, Wire.error(502, "no")));
        send("direct:ask", "hello");
        send("direct:ask", "hello");
        MBeanServer server =
                context.getManagementStrategy().getManagementAgent().getMBeanServer();

        for (String type : new String[] {"components", "endpoints"}) {
            ObjectName name = server.queryNames(new ObjectName("org.apache.camel:type=" + type + ",*"), null).stream()
                    .filter(found -> found.getKeyProperty("name").contains("openrouter"))
                    .findFirst()
                    .orElseThrow();
            assertThat(server.getAttribute(name, "InFlight")).isEqualTo(0);
            assertThat(server.getAttribute(name, "Queued")).isEqualTo(0);
            assertThat(server.getAttribute(name, "InFlightLimit")).isEqualTo(type.equals("components") ? 7 : 3);
            assertThat(server.getAttribute(name, "Admitted")).isEqualTo(2L);
            assertThat(server.getAttribute(name, "Refused")).isEqualTo(0L);
            assertThat(server.getAttribute(name, "CircuitBreakerStates"))
                    .isEqualTo(Map.of("openai/gpt-4o-mini", "OPEN"));
        }
    }
}
