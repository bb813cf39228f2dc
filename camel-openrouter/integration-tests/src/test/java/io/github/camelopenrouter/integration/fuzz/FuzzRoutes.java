package io.github.camelopenrouter.integration.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatStream;

/** A route for each operation. A body at its end is the text, where the operation tells one. */
final class FuzzRoutes extends RouteBuilder {
    /** Longer than any sound call takes: whoever needs it would have needed it for ever. */
    static final long TOTAL_MILLIS = 8_000;

    private final String baseUrl;

    FuzzRoutes(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("direct:chunk")
                .routeId("chunk")
                .process(exchange -> exchange.getMessage().getBody(String.class));
        for (Operation operation : Operation.values()) {
            String common = operation.path.equals("generation") ? "" : "&ledger=#ledger&budgetStore=#budgets";
            from(operation.route())
                    .routeId(operation.name())
                    .to("openrouter:" + operation.path + "?apiKey=sk-or-v1-fuzz&totalTimeout=" + TOTAL_MILLIS
                            + "&baseUrl=" + baseUrl + common + operation.options)
                    .process(exchange -> read(operation, exchange));
        }
    }

    private static void read(Operation operation, Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        switch (operation) {
            case PULLED -> exchange.getMessage().setBody(pull((ChatStream) body));
            case PULLED_AS_TEXT ->
                exchange.getMessage().setBody(exchange.getMessage().getMandatoryBody(String.class));
            case LEFT -> leave((ChatStream) body);
            case PUBLISHED -> exchange.getMessage().setBody(subscribe((ChatStream) body));
            case EVENTS, TEXT -> exchange.getMessage().setBody(utf8((InputStream) body));
            default -> {
                // the answer stands there already
            }
        }
    }

    private static String pull(ChatStream stream) {
        StringBuilder text = new StringBuilder();
        while (stream.hasNext()) {
            text.append(stream.next().text());
        }
        return text.toString();
    }

    private static void leave(ChatStream stream) throws IOException {
        stream.next();
        stream.close();
    }

    private static String utf8(InputStream in) throws IOException {
        try (in) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            in.transferTo(out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    private static String subscribe(ChatStream stream) throws Exception {
        CompletableFuture<String> whole = new CompletableFuture<>();
        stream.publisher().subscribe(new Flow.Subscriber<>() {
            private final StringBuilder text = new StringBuilder();
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                subscription.request(1);
            }

            @Override
            public void onNext(ChatChunk chunk) {
                text.append(chunk.text());
                subscription.request(1);
            }

            @Override
            public void onError(Throwable failure) {
                whole.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                whole.complete(text.toString());
            }
        });
        try {
            return whole.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause
                    ? cause
                    : new CamelExecutionException("the stream failed", null, e);
        }
    }
}
