package io.github.camelopenrouter;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StatefulService;
import org.apache.camel.Suspendable;
import org.apache.camel.SuspendableService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PropertyBindingSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.routepolicy.OpenRouterRoutePolicy;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A consumer that stops while OpenRouter would refuse everything, and finds out by itself when that is over. */
class OpenRouterRoutePolicyTest {
    private static final String IN = "seda:in?pollTimeout=20";
    private static final Reply UNAUTHORIZED = Reply.json(401, Wire.error(401, "User not found."));
    private static final Reply NO_CREDIT =
            Reply.json(402, Wire.error(402, "Insufficient credits", "{\"limit_source\":\"openrouter_credits\"}"));
    private static final Reply NO_LIMIT_LEFT =
            Reply.json(403, Wire.error(403, "Key limit", "{\"limit_source\":\"openrouter_key_limit\"}"));
    private static final Reply NO_FREE_REQUESTS =
            Reply.json(429, Wire.error(429, "Rate limit exceeded: free-models-per-day"));
    private static final Reply KEY = key("\"limit\":null,\"limit_remaining\":null");

    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final OpenRouterRoutePolicy policy = new OpenRouterRoutePolicy();
    private final AtomicReference<Reply> chat = new AtomicReference<>();
    private final AtomicReference<Reply> key = new AtomicReference<>(UNAUTHORIZED);
    private final AtomicReference<Reply> credits = new AtomicReference<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private static Reply key(String members) {
        return Reply.json("{\"data\":{\"label\":\"sk-or-v1-abc...xyz\"," + members + "}}");
    }

    private static Reply credits(String total, String used) {
        return Reply.json("{\"data\":{\"total_credits\":" + total + ",\"total_usage\":" + used + "}}");
    }

    private static Reply budget(Instant resets) {
        return Reply.json(
                403,
                Wire.error(
                        403,
                        "Budget",
                        "{\"limit_source\":\"openrouter_workspace_budget\",\"resets_at\":\"" + resets + "\"}"));
    }

    @BeforeEach
    void start() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("ROOT");
        log.start();
        logger.addAppender(log);
        simulator.replyWith(request -> switch (request.path()) {
            case "/api/v1/key" -> key.get();
            case "/api/v1/credits" -> credits.get();
            default -> chat.get();
        });
        OpenRouterComponent component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(SimulatorTestSupport.KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setApiKeyProvider(alias -> "sk-or-v1-of-" + alias);
        context.addComponent("openrouter", component);
        context.getShutdownStrategy().setTimeout(5);
        policy.setProbeInterval(Duration.ofMillis(50));
        policy.setProbeTimeout(Duration.ofMillis(200));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(deadLetterChannel("mock:dead"));
                from(IN).routeId("in").routePolicy(policy).to("openrouter:completion");
                from("seda:repeating?pollTimeout=20")
                        .routeId("repeating")
                        .errorHandler(deadLetterChannel("mock:dead")
                                .maximumRedeliveries(1)
                                .redeliveryDelay(1))
                        .routePolicy(policy)
                        .to("openrouter:completion");
                from("seda:plain?pollTimeout=20")
                        .routeId("plain")
                        .errorHandler(noErrorHandler())
                        .routePolicy(policy)
                        .to("openrouter:completion");
            }
        });
        context.start();
    }

    @AfterEach
    void stop() {
        if (!context.isStopped()) {
            context.getEndpoint(IN, SedaEndpoint.class).purgeQueue();
        }
        context.stop();
        simulator.close();
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(log);
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            context.createProducerTemplate().sendBody("seda:in", "Say hello");
        }
    }

    private boolean suspended(String route) {
        Route found = context.getRoute(route);
        return ((SuspendableService) found.getConsumer()).isSuspended();
    }

    private List<RecordedRequest> requests(String path) {
        return simulator.requests().stream()
                .filter(request -> request.path().endsWith(path))
                .toList();
    }

    /** One message meets a refusal; of those that come later none leaves the queue. */
    private void awaitSuspended() {
        send(1);
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> suspended("in") && policy.isSuspended());
    }

    private void sendMore(int messages) {
        awaitProbes(3); // by then the consumer has ended the look into its queue that it was just taking
        send(messages);
    }

    private void awaitResumed() {
        Awaitility.await().until(() -> !suspended("in") && !policy.isSuspended());
    }

    private void awaitProbes(int more) {
        long enough = policy.getProbes() + more;
        Awaitility.await().until(() -> policy.getProbes() >= enough);
    }

    /** All messages that waited are answered once calls succeed, and no call was made to find that out. */
    private void assertThatItGoesOn() {
        chat.set(null);
        send(2);
        awaitResumed();
        Awaitility.await().until(() -> requests("/chat/completions").size() == 3);
        Awaitility.await()
                .until(() -> context.getEndpoint(IN, SedaEndpoint.class).getCurrentQueueSize() == 0);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(UNAUTHORIZED, "401"),
                Arguments.of(NO_CREDIT, "402"),
                Arguments.of(NO_LIMIT_LEFT, "403"),
                Arguments.of(NO_FREE_REQUESTS, "429"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void what_every_call_would_meet_suspends_the_consumer_at_once(Reply refusal, String status) {
        chat.set(refusal);

        awaitSuspended();
        sendMore(4);
        awaitProbes(2);

        assertThat(policy.getReason()).contains(status);
        assertThat(requests("/chat/completions")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 408, 429, 500, 503})
    void what_only_this_call_met_suspends_nothing(int status) {
        chat.set(Reply.json(status, Wire.error(status, "No")));

        send(3);

        Awaitility.await().until(() -> requests("/chat/completions").size() == 3);
        assertThat(policy.isSuspended()).isFalse();
    }

    @Test
    void the_key_of_one_message_suspends_nothing() {
        chat.set(UNAUTHORIZED);

        for (int i = 0; i < 3; i++) {
            context.createProducerTemplate()
                    .sendBodyAndHeader("seda:in", "Say hello", OpenRouterConstants.KEY_ALIAS, "guest");
        }

        Awaitility.await().until(() -> requests("/chat/completions").size() == 3);
        assertThat(policy.isSuspended()).isFalse();
    }

    @Test
    void a_failure_that_no_error_handler_saw_counts_too() {
        chat.set(UNAUTHORIZED);

        context.createProducerTemplate().sendBody("seda:plain", "Say hello");

        Awaitility.await().until(() -> suspended("plain"));
        assertThat(suspended("in"))
                .as("its own calls have not been refused yet")
                .isFalse();
    }

    @Test
    void the_last_failure_counts_and_not_that_of_an_earlier_attempt() {
        chat.set(NO_CREDIT);
        simulator.enqueue(Reply.json(429, Wire.error(429, "Slow down")));

        context.createProducerTemplate().sendBody("seda:repeating", "Say hello");

        Awaitility.await().until(() -> suspended("repeating"));
    }

    @Test
    void an_accepted_key_resumes_it() {
        chat.set(UNAUTHORIZED);
        awaitSuspended();
        awaitProbes(1);

        key.set(KEY);

        assertThatItGoesOn();
        assertThat(policy.getReason()).isNull();
    }

    @Test
    void credit_resumes_it_where_the_key_has_no_limit() {
        chat.set(NO_CREDIT);
        key.set(KEY);
        credits.set(credits("10", "10.01"));
        awaitSuspended();
        awaitProbes(2);
        assertThat(suspended("in")).isTrue();

        credits.set(credits("20", "10.01"));

        assertThatItGoesOn();
    }

    @Test
    void time_resumes_it_where_the_credit_is_nobodys_business() {
        policy.setResumeAfter(Duration.ofMillis(400));
        chat.set(NO_CREDIT);
        key.set(KEY);
        credits.set(Reply.json(403, Wire.error(403, "Only management keys can perform this operation")));
        awaitSuspended();
        Instant since = Instant.parse(policy.getSince());

        assertThatItGoesOn();
        assertThat(Instant.now()).isAfter(since.plusMillis(400));
    }

    @Test
    void a_higher_limit_of_the_key_resumes_it() {
        chat.set(NO_LIMIT_LEFT);
        key.set(key("\"limit\":5,\"limit_remaining\":0"));
        awaitSuspended();
        awaitProbes(2);
        assertThat(suspended("in")).isTrue();

        key.set(key("\"limit\":10,\"limit_remaining\":5"));

        assertThatItGoesOn();
    }

    @Test
    void a_budget_that_nothing_tells_of_resumes_it_at_its_reset() {
        key.set(KEY);
        Instant resets = Instant.now().plusMillis(900);
        chat.set(budget(resets));
        awaitSuspended();

        assertThatItGoesOn();
        assertThat(Instant.now()).isAfter(resets);
    }

    @Test
    void free_requests_resume_it() {
        chat.set(NO_FREE_REQUESTS);
        key.set(key("\"free_model_daily_requests\":{\"used\":50,\"limit\":50,\"remaining\":0}"));
        awaitSuspended();
        awaitProbes(2);
        assertThat(suspended("in")).isTrue();

        key.set(key("\"free_model_daily_requests\":{\"used\":0,\"limit\":50,\"remaining\":50}"));

        assertThatItGoesOn();
    }

    @Test
    void the_named_reset_resumes_it_where_the_key_tells_no_free_requests() {
        key.set(KEY);
        chat.set(NO_FREE_REQUESTS.header(
                "X-RateLimit-Reset",
                String.valueOf(Instant.now().plusMillis(900).toEpochMilli())));
        awaitSuspended();

        assertThatItGoesOn();
    }

    static Stream<Reply> noAnswers() {
        return Stream.of(
                UNAUTHORIZED,
                Reply.json(500, Wire.error(500, "Internal")),
                Reply.hang(),
                Reply.reset(),
                Reply.json("[]"),
                Reply.json("not JSON"));
    }

    @ParameterizedTest
    @MethodSource("noAnswers")
    void who_cannot_be_asked_has_not_said_yes(Reply noAnswer) {
        chat.set(UNAUTHORIZED);
        key.set(noAnswer);
        awaitSuspended();

        awaitProbes(4);

        assertThat(suspended("in")).isTrue();
        assertThat(threads()).hasSize(1);
        assertThat(ofPolicy())
                .as("one line for the suspension, one for the first probe")
                .hasSizeLessThan(3);
        assertThat(requests("/chat/completions")).hasSize(1);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("OpenRouterRoutePolicy"))
                .toList();
    }

    private List<String> ofPolicy() {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLoggerName().endsWith("OpenRouterRoutePolicy"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void a_route_that_somebody_suspended_stays_suspended() throws Exception {
        chat.set(UNAUTHORIZED);
        awaitSuspended();

        context.getRouteController().suspendRoute("in");
        key.set(KEY);

        assertThat(policy.isSuspended()).isFalse();
        assertThat(policy.getNextProbe()).isNull();
        policy.resume();
        assertThat(context.getRouteController().getRouteStatus("in")).isEqualTo(ServiceStatus.Suspended);
        assertThat(suspended("in")).isTrue();
    }

    @Test
    void a_consumer_that_somebody_suspended_first_is_not_resumed() throws Exception {
        chat.set(UNAUTHORIZED.delay(Duration.ofMillis(300)));
        key.set(KEY);
        send(1);
        Awaitility.await().until(() -> requests("/chat/completions").size() == 1);
        ((SuspendableService) context.getRoute("in").getConsumer()).suspend();

        Awaitility.await().until(() -> context.getInflightRepository().size() == 0);

        assertThat(policy.isSuspended()).isFalse();
        assertThat(suspended("in")).isTrue();
    }

    @Test
    void it_can_be_resumed_by_hand() {
        chat.set(UNAUTHORIZED);
        awaitSuspended();

        policy.resume();

        assertThatItGoesOn();
    }

    @Test
    void a_context_that_stops_during_a_probe_cuts_it_and_leaves_nothing() throws Exception {
        chat.set(UNAUTHORIZED);
        key.set(Reply.hang());
        policy.setProbeTimeout(Duration.ofSeconds(30));
        awaitSuspended();
        Awaitility.await().until(() -> !requests("/key").isEmpty());
        log.list.clear();

        context.stop();

        assertThat(requests("/key").get(0).awaitDisconnect(Duration.ofSeconds(5)))
                .isTrue();
        Awaitility.await().until(() -> threads().isEmpty());
        assertThat(ofPolicy()).isEmpty();
        assertThat(requests("/key")).hasSize(1);
    }

    @Test
    void its_state_can_be_seen_by_jmx_and_holds_no_key() throws Exception {
        chat.set(UNAUTHORIZED);
        awaitSuspended();
        awaitProbes(1);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names = server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=services,*"), null);
        ObjectName name = names.stream()
                .filter(candidate -> candidate.toString().contains("OpenRouterRoutePolicy"))
                .findFirst()
                .orElseThrow();

        assertThat(server.getAttribute(name, "Suspended")).isEqualTo(true);
        assertThat((String) server.getAttribute(name, "Reason")).contains("401").doesNotContain("CANARY");
        assertThat(Instant.parse((String) server.getAttribute(name, "Since"))).isBefore(Instant.now());
        assertThat((long) server.getAttribute(name, "Probes")).isPositive();
        server.invoke(name, "resume", new Object[0], new String[0]);
        assertThatItGoesOn();
    }

    @Test
    void an_endpoint_with_a_key_of_its_own_is_asked_about_with_that_key() throws Exception {
        OpenRouterRoutePolicy own = new OpenRouterRoutePolicy();
        own.setEndpoint("openrouter:completion?apiKey=sk-or-v1-own");
        own.setProbeInterval(Duration.ofMillis(20));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:own?pollTimeout=20").routePolicy(own).to("openrouter:completion?apiKey=sk-or-v1-own");
            }
        });
        chat.set(UNAUTHORIZED);
        context.createProducerTemplate().sendBody("seda:own", "Say hello");

        Awaitility.await().until(() -> !requests("/key").isEmpty());

        assertThat(requests("/key").get(0).header("Authorization")).isEqualTo("Bearer sk-or-v1-own");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_consumer_that_cannot_be_resumed_is_resumed_with_a_later_probe(boolean suspendable) throws Exception {
        Sometimes source = new Sometimes(context, suspendable);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(source).routeId("sometimes").routePolicy(policy).to("openrouter:completion");
            }
        });
        chat.set(UNAUTHORIZED);
        source.failures.set(2);
        source.send();
        Awaitility.await().until(policy::isSuspended);

        key.set(KEY);

        Awaitility.await().until(() -> source.starts.get() == 4 && !policy.isSuspended());
        assertThat(((StatefulService) context.getRoute("sometimes").getConsumer()).isStarted())
                .isTrue();
    }

    /** A source that is away when its consumer wants to go on. */
    private static final class Sometimes extends DefaultEndpoint {
        final AtomicInteger failures = new AtomicInteger();
        final AtomicInteger starts = new AtomicInteger();
        private final boolean suspendable;
        private Processor route;

        Sometimes(CamelContext context, boolean suspendable) {
            this.suspendable = suspendable;
            setCamelContext(context);
            setEndpointUriIfNotSpecified("sometimes:there");
        }

        void send() throws Exception {
            Exchange exchange = createExchange();
            exchange.getMessage().setBody("Say hello");
            route.process(exchange);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            route = processor;
            return suspendable ? new Suspended(processor) : new Stopped(processor);
        }

        private void started() {
            if (starts.incrementAndGet() > 1 && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("the source is away");
            }
        }

        private class Stopped extends DefaultConsumer {
            Stopped(Processor processor) {
                super(Sometimes.this, processor);
            }

            @Override
            protected void doStart() {
                started();
            }
        }

        private final class Suspended extends Stopped implements Suspendable {
            Suspended(Processor processor) {
                super(processor);
            }

            @Override
            protected void doResume() {
                started();
            }
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("only consumed from");
        }
    }

    @Test
    void a_component_that_is_not_there_fails_the_start_of_the_route() {
        OpenRouterRoutePolicy astray = new OpenRouterRoutePolicy();
        astray.setComponent("nowhere");

        assertThatThrownBy(() -> context.addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:astray").routePolicy(astray).to("openrouter:completion");
                    }
                }))
                .rootCause()
                .hasMessageContaining("nowhere");
    }

    @Test
    void its_options_can_be_set_as_text() {
        PropertyBindingSupport.build()
                .withCamelContext(context)
                .withTarget(policy)
                .withProperty("probeInterval", "30s")
                .withProperty("probeTimeout", "5s")
                .withProperty("resumeAfter", "1h")
                .bind();

        assertThat(policy.getProbeInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(policy.getResumeAfter()).isEqualTo(Duration.ofHours(1));
        assertThatThrownBy(() -> policy.setProbeTimeout(Duration.ZERO)).hasMessageContaining("probeTimeout");
    }
}
