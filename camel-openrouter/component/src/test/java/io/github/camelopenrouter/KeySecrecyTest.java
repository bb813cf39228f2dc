package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.console.DevConsoleRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A key in a URI reaches the service, and nothing that people look at. */
class KeySecrecyTest {
    private static final String CANARY = "CANARY0123";
    private static final String KEY = "sk-or-v1-" + CANARY + "+&%?";
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static final Logger CAMEL = (Logger) LoggerFactory.getLogger("org.apache.camel");
    private static final Logger OURS = (Logger) LoggerFactory.getLogger("io.github.camelopenrouter");
    private static OpenRouterSimulator simulator;
    private static DefaultCamelContext context;

    @BeforeAll
    static void start() throws Exception {
        LOG.start();
        // at DEBUG and TRACE Camel writes the URIs that it resolves, keys and all
        CAMEL.setLevel(Level.INFO);
        OURS.setLevel(Level.TRACE);
        for (Logger logger : List.of(CAMEL, OURS)) {
            logger.setAdditive(false);
            logger.addAppender(LOG);
        }
        simulator = OpenRouterSimulator.start();
        simulator.replyWith(request -> request.text().contains("refuse")
                ? Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"bad key " + CANARY + "\"}}")
                : Reply.json(RunningContext.ANSWER));
        context = new DefaultCamelContext();
        context.setDevConsole(true);
        Properties properties = new Properties();
        properties.setProperty("openrouter.api-key", KEY);
        properties.setProperty("openrouter.address", simulator.baseUrl());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:placeholder")
                        .routeId("placeholder")
                        .to("openrouter:completion?apiKey=RAW({{openrouter.api-key}})&baseUrl={{openrouter.address}}");
                from("direct:raw")
                        .routeId("raw")
                        .to("openrouter:completion?model=openai/gpt-4o&apiKey=RAW(" + KEY + ")&baseUrl="
                                + simulator.baseUrl());
            }
        });
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
        simulator.close();
        for (Logger logger : List.of(CAMEL, OURS)) {
            logger.detachAppender(LOG);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    private static String sentKey(String uri) throws InterruptedException {
        simulator.reset();
        simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));
        context.createProducerTemplate().requestBody(uri, "hello");
        return simulator.takeRequest(java.time.Duration.ofSeconds(5)).header("Authorization");
    }

    @Test
    void a_key_from_a_placeholder_in_raw_arrives_as_it_is() throws InterruptedException {
        assertThat(sentKey("direct:placeholder")).isEqualTo("Bearer " + KEY);
    }

    @Test
    void a_raw_key_arrives_as_it_is() throws InterruptedException {
        assertThat(sentKey("direct:raw")).isEqualTo("Bearer " + KEY);
    }

    @Test
    void endpoints_show_themselves_without_the_key() {
        assertThat(context.getEndpoints())
                .filteredOn(OpenRouterEndpoint.class::isInstance)
                .hasSize(2)
                .allSatisfy(endpoint -> {
                    assertThat(endpoint.toString()).contains("xxxxxx").doesNotContain(CANARY);
                    assertThat(((OpenRouterEndpoint) endpoint)
                                    .getServiceMetadata()
                                    .toString())
                            .doesNotContain(CANARY);
                });
    }

    @Test
    void no_attribute_in_jmx_has_the_key() throws Exception {
        MBeanServer server =
                context.getManagementStrategy().getManagementAgent().getMBeanServer();
        List<String> seen = new ArrayList<>();

        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            seen.add(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    seen.add(name + " " + attribute.getName() + " " + server.getAttribute(name, attribute.getName()));
                } catch (JMException | RuntimeException e) {
                    seen.add(e.toString());
                }
            }
        }

        assertThat(seen)
                .anyMatch(line -> line.contains("openrouter"))
                .filteredOn(line -> line.contains(CANARY))
                .isEmpty();
    }

    @Test
    void no_endpoint_or_route_in_the_developer_console_has_the_key() {
        DevConsoleRegistry registry = context.getCamelContextExtension().getContextPlugin(DevConsoleRegistry.class);
        registry.loadDevConsoles(true);

        for (String id : List.of("context", "endpoint", "route", "producer", "event", "errors", "health", "service")) {
            DevConsole console = registry.resolveById(id);
            if (console != null) {
                String shown = String.valueOf(console.call(DevConsole.MediaType.TEXT));
                if (!List.of("endpoint", "service").contains(id)) {
                    // those two of Camel's have whole URIs in their JSON, which is why keys belong in no URI there
                    shown += console.call(DevConsole.MediaType.JSON);
                }
                assertThat(shown).as(id).isNotBlank().doesNotContain(CANARY);
            }
        }
    }

    @Test
    void no_log_has_the_key_even_after_a_failure_and_at_the_components_finest_level() throws Exception {
        sentKey("direct:placeholder");
        simulator.replyWith(
                request -> Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"bad key " + KEY + "\"}}"));
        var failed = context.createProducerTemplate()
                .request("direct:raw", exchange -> exchange.getIn().setBody("refuse"));

        assertThat(failed.getException()).isNotNull();
        assertThat(failed.getException().toString()).doesNotContain(CANARY);
        assertThat(LOG.list).isNotEmpty();
        assertThat(List.copyOf(LOG.list))
                .extracting(event -> event.getLoggerName() + " " + event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .filteredOn(line -> line.contains(CANARY))
                .isEmpty();
    }
}
