package io.github.camelopenrouter.internal.operation;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.support.service.ServiceHelper;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.tool.ToolApproval;
import io.github.camelopenrouter.tool.ToolDecision;
import io.github.camelopenrouter.tool.ToolRequest;

/** A route that is asked before a tool runs. Each question is an exchange of its own; no thread is held until it is done. */
final class RouteApproval {
    private static final String DENY = "deny:";

    private final Endpoint target;
    private final AsyncProducer producer;

    RouteApproval(CamelContext context, String uri) throws Exception {
        target = context.getEndpoint(uri);
        producer = target.createAsyncProducer();
        ServiceHelper.initService(producer);
    }

    void start() {
        ServiceHelper.startService(target, producer);
    }

    void stop() {
        ServiceHelper.stopService(producer);
    }

    /** @param way of nested calls, for those that the route makes */
    ToolApproval of(List<String> way) {
        return request -> ask(request, way);
    }

    private CompletionStage<ToolDecision> ask(ToolRequest request, List<String> way) {
        CompletableFuture<ToolDecision> decision = new CompletableFuture<>();
        Exchange exchange = target.createExchange(ExchangePattern.InOut);
        exchange.setProperty(Nesting.PROPERTY, way);
        Message message = exchange.getIn();
        request.headers().forEach(message::setHeader);
        message.setHeader(OpenRouterConstants.TOOL_NAME, request.name());
        message.setHeader(OpenRouterConstants.TOOL_CALL_ID, request.callId());
        message.setBody(request);
        producer.process(exchange, done -> {
            try {
                if (exchange.getException() != null) {
                    decision.completeExceptionally(exchange.getException());
                } else {
                    decision.complete(decision(exchange));
                }
            } catch (Throwable e) {
                // a body that cannot be read says no
                decision.completeExceptionally(e);
            }
        });
        return decision;
    }

    private static ToolDecision decision(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof ToolDecision decision) {
            return decision;
        }
        // of the request itself, which a route leaves that says nothing, no text is made
        String word = body == null || body instanceof ToolRequest
                ? null
                : exchange.getMessage().getBody(String.class);
        String said = word == null ? "" : word.trim();
        if (said.regionMatches(true, 0, DENY, 0, DENY.length())) {
            return ToolDecision.deny(said.substring(DENY.length()).trim());
        }
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "allow" -> ToolDecision.allow();
            case "deny" -> ToolDecision.deny();
            case "ask" -> ToolDecision.ask();
            default ->
                throw new IllegalStateException(
                        "the endpoint of the option toolApprovalTo left no decision as the body: allow, deny, ask or a ToolDecision");
        };
    }
}
