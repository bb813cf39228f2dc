package io.github.camelopenrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.binding.EnvironmentDefaults;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** For tables of answers down to the byte: one context and one simulator for all tests of a class. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WireTestSupport {
    protected static final String KEY = "sk-or-v1-CANARY0123456789abcdef";

    protected OpenRouterSimulator simulator;
    protected CamelContext context;
    protected ProducerTemplate template;

    @BeforeAll
    void startContext() {
        simulator = OpenRouterSimulator.start();
        context = new DefaultCamelContext();
        OpenRouterComponent component = new OpenRouterComponent();
        component.runtime().setEnvironment(new EnvironmentDefaults(name -> null));
        component.getConfiguration().setApiKey(KEY);
        component.getConfiguration().setBaseUrl(simulator.baseUrl());
        component.getConfiguration().setModel("openai/gpt-4o-mini");
        context.addComponent("openrouter", component);
        context.start();
        template = context.createProducerTemplate();
    }

    @BeforeEach
    void forgetEarlierTests() {
        simulator.reset();
    }

    @AfterAll
    void stopContext() throws Exception {
        template.close();
        context.close();
        simulator.close();
    }

    /** Sends one completion that gets this answer. */
    protected Exchange complete(Reply reply) {
        return send("openrouter:completion", reply);
    }

    protected Exchange send(String uri, Reply reply) {
        simulator.enqueue(reply);
        return template.request(uri, exchange -> exchange.getIn().setBody("hello"));
    }

    /** The message of a completion that must succeed with this answer. */
    protected Message answer(Reply reply) {
        Exchange exchange = complete(reply);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage();
    }

    /** The whole answer of a completion that must succeed. */
    protected ChatResponse response(Reply reply) {
        Exchange exchange = send("openrouter:completion?output=response", reply);
        assertThat(exchange.getException()).isNull();
        return exchange.getMessage().getBody(ChatResponse.class);
    }

    /** The failure of a completion that must fail with this answer; nothing may have been sent twice. */
    protected OpenRouterException failure(Reply reply) {
        Exchange exchange = complete(reply);
        assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
        assertThat(simulator.requests()).hasSize(1);
        return wellBehaved((OpenRouterException) exchange.getException());
    }

    /** What a message must never do, whatever the answer was. */
    protected static OpenRouterException wellBehaved(OpenRouterException failure) {
        assertThat(failure.getMessage())
                .isNotBlank()
                .hasSizeLessThanOrEqualTo(512)
                .doesNotContain("\n", "\r", KEY)
                .doesNotContainIgnoringCase("<html", "<!doctype", "<title", "<body");
        assertThat(failure.getOutcome()).isNotNull();
        assertThat(failure.getResponseHeaders()).isNotNull();
        return failure;
    }

    /** How a pulled stream went: its elements, and the failure that ended it, or null. */
    protected record Pulled(List<ChatChunk> chunks, OpenRouterException failure) {
        public String text() {
            return String.join("", chunks.stream().map(ChatChunk::text).toList());
        }

        public ChatResponse response() {
            assertThat(failure).isNull();
            assertThat(chunks).isNotEmpty();
            return chunks.get(chunks.size() - 1).response();
        }
    }

    /** Reads a stream to its end, wherever it fails. */
    protected Pulled pull(Reply reply) {
        return pull(reply, chunk -> {});
    }

    protected Pulled pull(Reply reply, Consumer<ChatChunk> each) {
        List<ChatChunk> chunks = new ArrayList<>();
        Exchange exchange = send("openrouter:streaming", reply);
        if (exchange.getException() != null) {
            assertThat(exchange.getException()).isInstanceOf(OpenRouterException.class);
            return new Pulled(chunks, wellBehaved((OpenRouterException) exchange.getException()));
        }
        try (ChatStream stream = exchange.getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                ChatChunk chunk = stream.next();
                chunks.add(chunk);
                each.accept(chunk);
            }
            return new Pulled(chunks, null);
        } catch (OpenRouterException e) {
            return new Pulled(chunks, wellBehaved(e));
        }
    }
}
