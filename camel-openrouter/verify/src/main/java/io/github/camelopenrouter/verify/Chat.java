package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.ToolCall;

/** Asks the model by the component, each call as a route would make it. Used by one thread at a time. */
final class Chat implements AutoCloseable {
    private static final int MOST_TOKENS = 1000;
    private static final int CALLS = 5;
    private static final int EXCERPT = 60;
    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
            + "\"country\":{\"type\":\"string\"}},\"required\":[\"city\",\"country\"],\"additionalProperties\":false}";
    private static final Map<String, Object> TOOL = Map.of(
            "type",
            "function",
            "function",
            Map.of(
                    "name",
                    "weather",
                    "description",
                    "The weather in a city at this moment",
                    "parameters",
                    Map.of(
                            "type",
                            "object",
                            "properties",
                            Map.of("city", Map.of("type", "string")),
                            "required",
                            List.of("city"))));

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Target target;
    private final OpenRouterComponent component = new OpenRouterComponent();
    private volatile Bill bill = Bill.NONE;

    /** @throws IllegalArgumentException if a setting makes no sense; nothing was sent */
    Chat(Target target) {
        this.target = target;
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setApiKey(target.key());
        if (target.model() != null) {
            configuration.setModel(target.model());
        }
        if (target.baseUrl() != null) {
            configuration.setBaseUrl(target.baseUrl());
        }
        configuration.setMaxTokens(MOST_TOKENS);
        configuration.setBudget(target.budget().toPlainString() + "/total");
        configuration.setAppTitle("openrouter-verify");
        camel.addComponent("openrouter", component);
        try {
            camel.start();
            camel.getEndpoint("openrouter:completion"); // its options are checked now
        } catch (RuntimeException e) {
            camel.stop();
            throw e;
        }
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
                    bill = bill.plus(Bill.of(chunk.response().usage()));
                    return Outcome.ok(
                            chunks + (chunks == 1 ? " chunk" : " chunks") + ", the first one after " + seconds(first));
                }
                first = first == null ? Duration.ofNanos(System.nanoTime() - start) : first;
                chunks++;
            }
        } catch (OpenRouterException e) {
            bill = bill.plus(billed(e));
            throw e;
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

    /** A call and, with its result, the answer. */
    Outcome tool(ModelFacts facts) throws Exception {
        if (!facts.supports("tools")) {
            return Outcome.skipped("the catalogue lists no tools for this model");
        }
        Object user = Map.of("role", "user", "content", "Please use the tool: how is the weather in Berlin?");
        Exchange first = ask(
                "completion",
                facts,
                "&output=message",
                Map.of(
                        "messages",
                        List.of(user),
                        "tools",
                        List.of(TOOL),
                        "tool_choice",
                        facts.supports("tool_choice") ? "required" : "auto"));
        ChatMessage turn = first.getMessage().getBody(ChatMessage.class);
        List<ToolCall> calls = turn.toolCalls() == null ? List.of() : turn.toolCalls();
        if (calls.isEmpty() || !"weather".equals(calls.get(0).name())) {
            throw new CheckFailedException("the model did not call the tool that was offered", null);
        }
        if (calls.get(0).error() != null) {
            throw new CheckFailedException("the arguments of the tool call are no JSON object", null);
        }
        List<Object> messages = new ArrayList<>(List.of(user, turn));
        calls.forEach(call -> messages.add(ChatMessage.tool(call.id(), "18 degrees, sunny")));
        Exchange second = ask("completion", facts, "", Map.of("messages", messages, "tools", List.of(TOOL)));
        return Outcome.ok("weather(" + shortened(calls.get(0).arguments()) + "), then "
                + quoted(second.getMessage().getBody(String.class)));
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
        Exception failure = exchange.getException();
        bill = bill.plus(billed(exchange, failure, operation));
        if (failure != null) {
            throw failure;
        }
        return exchange;
    }

    /** Of a stream only its end tells. */
    private static Bill billed(Exchange exchange, Exception failure, String operation) {
        if (exchange.getMessage().getHeader(OpenRouterConstants.COST) != null) {
            return Bill.of(exchange.getMessage());
        }
        if (failure == null) {
            return operation.equals("streaming") ? Bill.NONE : Bill.UNKNOWN;
        }
        return failure instanceof OpenRouterException told ? billed(told) : Bill.UNKNOWN;
    }

    private static Bill billed(OpenRouterException failure) {
        return switch (failure.getOutcome()) {
            case NOT_SENT, REJECTED -> Bill.NONE;
            default -> Bill.UNKNOWN;
        };
    }

    /** What the calls took since this was last asked. */
    Bill takeBill() {
        Bill taken = bill;
        bill = Bill.NONE;
        return taken;
    }

    /** A call was given up, and may be billed all the same. */
    void mayBeBilled() {
        bill = bill.plus(Bill.UNKNOWN);
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
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "...";
    }
}
