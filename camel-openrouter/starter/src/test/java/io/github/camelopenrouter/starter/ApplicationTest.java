package io.github.camelopenrouter.starter;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.hc.client5.http.classic.HttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A whole application, with the libraries in Boot's versions and with Boot's own Jackson beside the component's. */
class ApplicationTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private ConfigurableApplicationContext application;
    private ProducerTemplate template;

    @BeforeEach
    void start() {
        Application.CHUNKS.clear();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--" + PREFIX + "base-url=" + simulator.baseUrl(),
                        "--" + PREFIX + "api-key=sk-or-test",
                        "--" + PREFIX + "model=openai/gpt-4o-mini",
                        "--camel.main.shutdown-timeout=2");
        template = application.getBean(ProducerTemplate.class);
    }

    @AfterEach
    void stop() {
        application.close();
        simulator.close();
    }

    // ---- what it runs with

    @Test
    void the_http_client_is_the_one_that_boot_manages() {
        URL jar = HttpClient.class.getProtectionDomain().getCodeSource().getLocation();

        assertThat(jar.getPath()).contains("httpclient5-" + System.getProperty("httpclient5.version"));
    }

    @Test
    void boots_jackson_is_there_and_no_bean_of_the_component_s_line() throws Exception {
        Class<?> third = Class.forName("tools.jackson.databind.ObjectMapper");

        assertThat(application.getBeansOfType(third)).isNotEmpty();
        assertThat(application.getBeansOfType(com.fasterxml.jackson.databind.ObjectMapper.class))
                .isEmpty();
    }

    // ---- what it does

    @Test
    void a_completion_is_answered() {
        assertThat(template.requestBody("direct:completion", "What is Camel?", String.class))
                .isNotBlank();
    }

    @Test
    void a_structured_answer_is_an_object() {
        simulator.enqueue(Reply.completion("{\"name\":\"Paris\",\"inhabitants\":2100000}"));

        Object answer = template.requestBody("direct:structured", "The capital of France?");

        assertThat(answer).isEqualTo(new City("Paris", 2_100_000));
        assertThat(simulator.requests().get(0).text()).contains("json_schema");
    }

    @Test
    void a_stream_is_split_while_it_arrives() {
        simulator.enqueue(Reply.streamed("What is a camel", 3));

        template.sendBody("direct:streaming", "hello");

        assertThat(String.join("", Application.CHUNKS)).isEqualTo("What is a camel");
        assertThat(Application.CHUNKS).hasSizeGreaterThan(3);
    }

    @Test
    void a_stream_is_pushed_to_a_route() {
        simulator.enqueue(Reply.streamed("What is a camel", 3));

        template.sendBody("direct:pushed", "hello");

        assertThat(String.join("", Application.CHUNKS)).isEqualTo("What is a camel");
    }

    // ---- the end

    @Test
    void a_stream_that_ends_in_time_is_heard_to_its_end_while_the_application_closes() throws Exception {
        CountDownLatch rest = new CountDownLatch(1);
        simulator.enqueue(Reply.deltas("Par").awaiting(rest).thenDeltas("is").thenFinish("stop"));
        CompletableFuture<Exchange> stream = template.asyncSend(
                "direct:pushed", exchange -> exchange.getMessage().setBody("hello"));
        await().until(() -> Application.CHUNKS.contains("Par"));

        Thread closing = new Thread(application::close, "closing");
        closing.start();
        CamelContext context = application.getBean(CamelContext.class);
        await().until(() -> context.getStatus().isStopping());
        rest.countDown();
        closing.join(20_000);

        assertThat(closing.isAlive()).isFalse();
        assertThat(stream.get(5, TimeUnit.SECONDS).getException()).isNull();
        assertThat(String.join("", Application.CHUNKS)).isEqualTo("Paris");
    }

    @Test
    void of_a_stream_that_does_not_end_nothing_stays_when_the_application_is_closed() throws Exception {
        simulator.enqueue(Reply.deltas("Par").thenHang());
        CompletableFuture<Exchange> stream = template.asyncSend(
                "direct:pushed", exchange -> exchange.getMessage().setBody("hello"));
        await().until(() -> Application.CHUNKS.contains("Par"));
        RecordedRequest request = simulator.requests().get(0);
        String threads = "Camel (" + application.getBean(CamelContext.class).getName() + ") ";

        application.close();

        assertThat(request.awaitDisconnect(Duration.ofSeconds(5))).isTrue();
        assertThat(simulator.awaitNoOpenConnections(Duration.ofSeconds(5))).isTrue();
        assertThat(stream.get(5, TimeUnit.SECONDS).getException()).isNotNull();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith(threads)));
    }

    public record City(String name, int inhabitants) {}

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        static final List<String> CHUNKS = new CopyOnWriteArrayList<>();

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:completion").to("openrouter:completion");
                    from("direct:structured").to("openrouter:completion?outputClass=" + City.class.getName());
                    from("direct:streaming")
                            .to("openrouter:streaming")
                            .split(body())
                            .streaming()
                            .process(Application::note);
                    from("direct:pushed").to("openrouter:streaming?streamTo=direct:chunk");
                    from("direct:chunk").process(Application::note);
                }
            };
        }

        private static void note(Exchange exchange) {
            CHUNKS.add(exchange.getMessage().getBody(ChatChunk.class).text());
        }
    }
}
