package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

/** Asks the model by the component, each call as a route would make it. Used by one thread at a time. */
final class Chat implements AutoCloseable {
    private static final int MOST_TOKENS = 1000;
    private static final int CALLS = 5;
    private static final int EXCERPT = 60;
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
            + "\"country\":{\"type\":\"string\"}},\"required\":[\"city\",\"country\"],\"additionalProperties\":false}";
    private static final String TOOL =
            "openrouter:tool?name=weather&description=The weather in a city at this moment&parameter.city=string";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Target target;
    private final OpenRouterComponent component = new OpenRouterComponent();
    private final AtomicReference<Object> toolArguments = new AtomicReference<>();

    /** @throws IllegalArgumentException if a setting makes no sense; nothing was sent */
    Chat(Target target) {
        this.target = target;
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setApiKey(target.key());
        configuration.setModel(target.model());
        if (target.baseUrl() != null) {
            configuration.setBaseUrl(target.baseUrl());
        }
        configuration.setMaxTokens(MOST_TOKENS);
        configuration.setBudget(target.budget().toPlainString() + "/total");
        configuration.setAppTitle("openrouter-verify");
        camel.addComponent("openrouter", component);
        try {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(TOOL).process(Chat.this::answerTool);
                }
            });
            camel.start();
            camel.getEndpoint("openrouter:completion"); // its options are checked now
        } catch (Exception e) {
            camel.stop();
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    private void answerTool(Exchange call) {
        toolArguments.set(call.getMessage().getBody());
        call.getMessage().setBody("18 degrees, sunny");
    }

    /** The address that is asked, and the model, as the component has them. */
    String baseUrl() {
        return component.getConfiguration().getBaseUrl();
    }

    String model() {
        return component.getConfiguration().getModel();
    }

    String camelVersion() {
        return camel.getVersion();
    }

    Outcome completion(ModelFacts facts) throws Exception {
        Exchange answer = ask("completion", facts, "", "What is 17 * 23? Answer with the number.");
        return Outcome.ok(quoted(answer.getMessage().getBody(String.class)) + " from "
                + answer.getMessage().getHeader(OpenRouterConstants.PROVIDER));
    }

    Outcome stream(ModelFacts facts) throws Exception {
        long start = System.nanoTime();
        Exchange answer = ask("streaming", facts, "", "Write two sentences about the sea.");
        int chunks = 0;
        Duration first = null;
        try (ChatStream stream = answer.getMessage().getBody(ChatStream.class)) {
            while (stream.hasNext()) {
                ChatChunk chunk = stream.next();
                if (chunk.last()) {
                    return Outcome.ok(
                            chunks + (chunks == 1 ? " chunk" : " chunks") + ", the first one after " + seconds(first));
                }
                first = first == null ? Duration.ofNanos(System.nanoTime() - start) : first;
                chunks++;
            }
        }
        throw new CheckFailedException("the stream has no end", null);
    }

    Outcome structured(ModelFacts facts) throws Exception {
        if (!facts.supports("structured_outputs")) {
            return Outcome.skipped("the catalogue lists no structured_outputs for this model");
        }
        Exchange answer =
                ask("completion", facts, "&jsonSchema=RAW(" + SCHEMA + ")", "Of which country is Paris the capital?");
        return Outcome.ok(shortened(answer.getMessage().getBody(String.class)));
    }

    /** A route as a tool: a call and, with its result, the answer. */
    Outcome tool(ModelFacts facts) throws Exception {
        if (!facts.supports("tools")) {
            return Outcome.skipped("the catalogue lists no tools for this model");
        }
        Exchange answer = ask(
                "completion",
                facts,
                "&tools=weather&maxToolRounds=3",
                "Please use the tool: how is the weather in Berlin?");
        Object arguments = toolArguments.get();
        if (arguments == null) {
            throw new CheckFailedException("the model did not call the tool that was offered", null);
        }
        return Outcome.ok("weather(" + shortened(new ObjectMapper().writeValueAsString(arguments)) + "), then "
                + quoted(answer.getMessage().getBody(String.class)));
    }

    @Override
    public void close() {
        camel.stop();
    }

    /** @return an exchange that did not fail */
    private Exchange ask(String operation, ModelFacts facts, String options, Object body) throws Exception {
        // what has no price cannot be estimated: an equal part of the budget each
        String reserve = facts.hasPrices()
                ? ""
                : "&budgetReserve="
                        + target.budget()
                                .divide(BigDecimal.valueOf(CALLS), 10, RoundingMode.DOWN)
                                .stripTrailingZeros()
                                .toPlainString();
        Endpoint endpoint = camel.getEndpoint("openrouter:" + operation + "?synchronous=false" + reserve + options);
        Exchange exchange = endpoint.createExchange();
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(OpenRouterConstants.DEADLINE, target.end());
        Producer producer = endpoint.createProducer();
        producer.start();
        try {
            producer.process(exchange);
        } finally {
            producer.stop();
        }
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return exchange;
    }

    /** What all calls took so far, as the component's ledger has it: those that failed, too. */
    Bill bill() {
        return Bill.of(component.getLedger());
    }

    static CheckFailedException failed(OpenRouterException failure) {
        return new CheckFailedException(failure.getMessage(), Remedy.of(failure));
    }

    private static String seconds(Duration time) {
        return time == null ? "no time" : Table.seconds(time);
    }

    private static String quoted(String text) {
        return "\"" + shortened(text) + "\"";
    }

    private static String shortened(String text) {
        String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= EXCERPT
                ? line
                : line.substring(0, line.offsetByCodePoints(0, EXCERPT)) + "...";
    }
}
