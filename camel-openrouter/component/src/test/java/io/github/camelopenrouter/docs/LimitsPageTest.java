package io.github.camelopenrouter.docs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.hazelcast.Bucket4jHazelcast;
import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LimitsPageTest extends DocsTestSupport {
    private static HazelcastInstance hazelcast;

    @AfterAll
    static void stopCluster() {
        hazelcast.shutdown();
        hazelcast = null;
    }

    private static HazelcastInstance cluster() {
        if (hazelcast == null) {
            Config config = new Config();
            config.setProperty("hazelcast.logging.type", "none");
            config.getMetricsConfig().setEnabled(false);
            config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
            config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
            hazelcast = Hazelcast.newHazelcastInstance(config);
        }
        return hazelcast;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        HazelcastInstance hazelcast = cluster();
        // tag::store[]
        IMap<String, byte[]> buckets = hazelcast.getMap("openrouter");
        ProxyManager<String> rates =
                Bucket4jHazelcast.entryProcessorBasedBuilder(buckets).build();

        registry.bind("rates", rates);
        // end::store[]
    }

    @Override
    void configure(OpenRouterComponent openrouter) {
        super.configure(openrouter);
        // tag::component[]
        openrouter.getConfiguration().setMaxInFlight(20);
        openrouter.getConfiguration().setCircuitBreaker(true);
        // end::component[]
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::endpoint[]
                from("direct:batch").to("openrouter:completion?maxInFlight=4&maxQueued=50&queueTimeout=5m");
                // end::endpoint[]

                // tag::rates[]
                from("direct:free").to("openrouter:completion?requestsPerMinute=20&tokensPerMinute=40000");
                // end::rates[]

                // tag::adaptive[]
                from("direct:adaptive").to("openrouter:completion?maxInFlight=32&adaptiveConcurrency=true");
                // end::adaptive[]

                // tag::cluster[]
                from("direct:cluster").to("openrouter:completion?requestsPerMinute=600&rateLimitStore=#rates");
                // end::cluster[]

                // tag::refused[]
                from("direct:refused")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .to("openrouter:completion?maxInFlight=1&maxQueued=0")
                        .doCatch(NotAdmittedException.class)
                        .setBody(simple("Busy: ${exception.errorType}"))
                        .end();
                // end::refused[]
            }
        };
    }

    @Test
    void an_endpoint_lets_no_more_go_than_it_was_told() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(WORDS).heldUntil(answer));
        List<CompletableFuture<Object>> calls = IntStream.range(0, 10)
                .mapToObj(i -> template.asyncRequestBody("direct:batch", "hello"))
                .toList();
        await().until(() -> simulator.requests().size() == 4);

        answer.countDown();
        for (CompletableFuture<Object> call : calls) {
            assertThat(call).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("Paris");
        }
    }

    private static final String WORDS =
            "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Paris\"}}]}";

    @Test
    void a_refused_call_is_caught_by_its_class() {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.replyWith(request -> Reply.json(WORDS).heldUntil(answer));
        CompletableFuture<Object> first = template.asyncRequestBody("direct:refused", "hello");
        await().until(() -> simulator.requests().size() == 1);

        assertThat(template.requestBody("direct:refused", "hello")).isEqualTo("Busy: queue_full");
        answer.countDown();
        assertThat(first).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("Paris");
    }

    @Test
    void the_rate_of_the_cluster_is_counted_in_the_store() {
        simulator.replyWith(request -> Reply.json(WORDS));

        assertThat(template.requestBody("direct:cluster", "hello")).isEqualTo("Paris");
        assertThat(cluster().getMap("openrouter").keySet())
                .singleElement()
                .asString()
                .contains("completion")
                .endsWith("/requests/600");
    }

    @Test
    void the_other_routes_of_the_page_work() {
        simulator.replyWith(request -> Reply.json(WORDS));
        for (String route : List.of("direct:free", "direct:adaptive")) {
            Exchange exchange = template.request(route, sent -> sent.getIn().setBody("hello"));
            assertThat(exchange.getException(OpenRouterException.class)).isNull();
        }
    }
}
