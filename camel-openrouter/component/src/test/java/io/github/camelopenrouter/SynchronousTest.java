package io.github.camelopenrouter;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.model.Generation;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** On which thread a route goes on. */
class SynchronousTest extends SimulatorTestSupport {
    private volatile Thread before;
    private volatile Thread after;

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:asynchronous").to("openrouter:completion").process(e -> after = Thread.currentThread());
                from("direct:synchronous")
                        .process(e -> before = Thread.currentThread())
                        .to("openrouter:completion?synchronous=true")
                        .process(e -> after = Thread.currentThread());
                from("direct:failing")
                        .process(e -> before = Thread.currentThread())
                        .doTry()
                        .to("openrouter:completion?synchronous=true")
                        .doCatch(Exception.class)
                        .process(e -> after = Thread.currentThread());
                from("direct:pushing")
                        .process(e -> before = Thread.currentThread())
                        .to("openrouter:streaming?synchronous=true&streamTo=direct:chunk")
                        .process(e -> after = Thread.currentThread());
                from("direct:looking-up")
                        .process(e -> before = Thread.currentThread())
                        .to("openrouter:generation?synchronous=true&totalTimeout=5s")
                        .process(e -> after = Thread.currentThread());
                from("direct:chunk").process(e -> {});
            }
        };
    }

    @Test
    void a_route_goes_on_with_a_thread_of_the_component() {
        template.requestBody("direct:asynchronous", "Say hello");

        assertThat(after.getName()).contains("OpenRouterWorker");
    }

    @Test
    void a_synchronous_call_goes_on_with_the_thread_that_made_it() {
        assertThat(template.requestBody("direct:synchronous", "Say hello", String.class))
                .isNotEmpty();

        assertThat(after).isSameAs(before);
    }

    @Test
    void a_synchronous_call_fails_on_the_thread_that_made_it() {
        simulator.enqueue(Reply.json(400, "{\"error\":{\"code\":400,\"message\":\"No\"}}"));

        template.requestBody("direct:failing", "Say hello");

        assertThat(after).isSameAs(before);
    }

    @Test
    void a_synchronous_stream_goes_on_with_the_thread_that_made_it_when_all_is_pushed() {
        assertThat(template.requestBody("direct:pushing", "Say hello", String.class))
                .isNotEmpty();

        assertThat(after).isSameAs(before);
    }

    @Test
    void a_synchronous_lookup_goes_on_with_the_thread_that_made_it() {
        simulator.replyWith(request -> Reply.json("{\"data\":{\"id\":\"gen-1\"}}"));

        assertThat(template.requestBody("direct:looking-up", "gen-1", Generation.class)
                        .id())
                .isEqualTo("gen-1");

        assertThat(after).isSameAs(before);
    }
}
