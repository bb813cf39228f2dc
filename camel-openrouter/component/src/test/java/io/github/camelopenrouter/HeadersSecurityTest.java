package io.github.camelopenrouter;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.github.camelopenrouter.error.InvalidRequestException;
import io.github.camelopenrouter.simulator.RecordedRequest;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** A message comes from anybody and an answer from a model: neither steers the call, and neither sees the key. */
class HeadersSecurityTest extends SimulatorTestSupport {
    private final AtomicReference<String> key = new AtomicReference<>("sk-or-v1-first");

    @Override
    protected RouteBuilder createRouteBuilder() {
        context.getRegistry().bind("keys", (ApiKeyProvider) alias -> key.get());
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(1)
                        .redeliveryDelay(0)
                        .logStackTrace(false));
                from("direct:cached").to("openrouter:completion");
                from("direct:uncached").noStreamCaching().to("openrouter:completion");
            }
        };
    }

    @Test
    void headers_from_outside_change_neither_host_nor_key() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("camelOPENRouterApiKey", "sk-or-v1-evil");
        headers.put("CamelOpenRouterBaseUrl", "http://evil.example/api/v1");
        headers.put("CamelOpenRouterOutputClass", "java.lang.Runtime");
        headers.put("CamelOpenRouterStreamTo", "file:/tmp");
        headers.put("CamelHttpUri", "http://evil.example");
        headers.put("Authorization", "Bearer sk-or-v1-evil");
        headers.put("Host", "evil.example");

        Exchange exchange = send("openrouter:completion", "hello", headers);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isInstanceOf(String.class);
        RecordedRequest request = simulator.requests().get(0);
        assertThat(simulator.requests()).hasSize(1);
        assertThat(request.header("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(request.header("Host")).isEqualTo("localhost:" + simulator.port());
        assertThat(request.text()).doesNotContain("evil", "Runtime", "file:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:/etc/passwd",
                "http://169.254.169.254/latest/meta-data",
                "resource:classpath:secret.txt",
                "{{env:HOME}}",
                "${bean:x} ${exchange}",
                "#class:java.lang.Runtime",
                "RAW(x)"
            })
    void a_prompt_is_sent_as_it_is_whatever_it_looks_like(String prompt) {
        Exchange exchange = send("openrouter:completion", prompt, Map.of(OpenRouterConstants.SYSTEM_MESSAGE, prompt));

        assertThat(exchange.getException()).isNull();
        assertThat(simulator.requests()).hasSize(1);
        assertThat(simulator.requests().get(0).json().path("messages").findValuesAsText("content"))
                .containsExactly(prompt, prompt);
    }

    @Test
    void a_file_is_not_sent_unasked() {
        for (Object body :
                List.of(Path.of("/etc/passwd"), Path.of("/etc/passwd").toFile())) {
            assertThat(send("openrouter:completion", body).getException()).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    void what_a_model_says_never_becomes_a_header() {
        simulator.enqueue(Reply.json("""
                {"id":"gen-1","choices":[{"finish_reason":"tool_calls","message":{"content":null,"CamelHttpUri":"http://evil",\
                "tool_calls":[{"id":"1","type":"function","CamelFileName":"x","function":{"name":"CamelExecCommand",\
                "arguments":"{\\"CamelHttpUri\\":\\"http://evil.example\\"}"}}]}}]}"""));

        Exchange exchange = send("openrouter:completion", "hello");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeaders().keySet()).allMatch(name -> name.startsWith("CamelOpenRouter"));
    }

    @Test
    void the_key_is_in_no_log_no_exception_and_no_description() throws Exception {
        String secret = "a prompt that is nobody's business";
        List<String> texts = java.util.Collections.synchronizedList(new ArrayList<>());
        AppenderBase<ILoggingEvent> all = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                texts.add(event.getLoggerName() + " " + event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        };
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger[] loggers = {
            (Logger) LoggerFactory.getLogger("io.github.camelopenrouter"),
            (Logger) LoggerFactory.getLogger("org.apache.camel")
        };
        all.setContext(root.getLoggerContext());
        all.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.TRACE);
            logger.setAdditive(false);
            logger.addAppender(all);
        }
        try {
            simulator.enqueue(
                    Reply.json(Wire.completion("ok")),
                    Reply.json(401, Wire.error(401, "No auth for Bearer " + KEY)),
                    Reply.json(400, Wire.error(400, "flagged", "{\"raw\":\"" + secret + "\"}")),
                    Reply.reset(),
                    Reply.sse(Wire.chunk("x"), Wire.failure("502", "key " + KEY)));
            for (String uri :
                    List.of("completion", "completion", "completion", "completion", "streaming?streamTo=mock:x")) {
                Exception failure = send("openrouter:" + uri, secret).getException();
                if (failure != null) {
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    texts.add("trace " + trace);
                    assertThat(trace.toString()).doesNotContain(secret);
                }
            }
        } finally {
            for (Logger logger : loggers) {
                logger.detachAppender(all);
                logger.setLevel(null);
                logger.setAdditive(true);
            }
        }

        // Camel itself logs the URI of an endpoint that it creates as it was written, at TRACE
        Endpoint endpoint = context.getEndpoint("openrouter:completion?apiKey=" + KEY);
        texts.add(endpoint.toString());
        texts.add(endpoint.createProducer().toString());
        assertThat(texts).hasSizeGreaterThan(10).noneMatch(text -> text.contains("CANARY"));
    }

    @Test
    void a_rotated_key_counts_from_the_next_call_and_leaves_running_calls_alone() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        simulator.enqueue(Reply.json(Wire.completion("old")).heldUntil(answer), Reply.json(Wire.completion("new")));
        context.getComponent("openrouter", OpenRouterComponent.class)
                .getConfiguration()
                .setApiKey(null);
        String uri = "openrouter:completion?apiKeyProvider=#keys";
        Future<Exchange> running =
                template.asyncSend(uri, exchange -> exchange.getIn().setBody("hello"));
        simulator.takeRequest(Duration.ofSeconds(1));

        key.set("sk-or-v1-second");
        Exchange next = send(uri, "hello");
        answer.countDown();

        assertThat(next.getMessage().getBody()).isEqualTo("new");
        assertThat(running.get(1, TimeUnit.SECONDS).getMessage().getBody()).isEqualTo("old");
        assertThat(simulator.requests())
                .extracting(request -> request.header("Authorization"))
                .containsExactly("Bearer sk-or-v1-first", "Bearer sk-or-v1-second");
    }

    @Test
    void a_stream_as_prompt_is_read_again_for_a_redelivery() {
        simulator.enqueue(Reply.json(503, Wire.error(503, "busy")), Reply.json(Wire.completion("ok")));

        Exchange exchange = send("direct:cached", new ByteArrayInputStream("hello".getBytes()));

        assertThat(exchange.getException()).isNull();
        assertThat(simulator.requests()).hasSize(2);
        assertThat(simulator.requests().get(1).text())
                .isEqualTo(simulator.requests().get(0).text())
                .contains("hello");
    }

    @Test
    void a_stream_as_prompt_that_cannot_be_read_again_is_not_sent_empty() {
        simulator.enqueue(Reply.json(503, Wire.error(503, "busy")), Reply.json(Wire.completion("ok")));

        Exchange exchange = send("direct:uncached", new ByteArrayInputStream("hello".getBytes()));

        assertThat(exchange.getException())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot be read again");
        assertThat(simulator.requests()).hasSize(1);
    }
}
