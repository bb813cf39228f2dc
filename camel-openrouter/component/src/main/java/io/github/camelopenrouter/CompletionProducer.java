package io.github.camelopenrouter;

import org.apache.camel.Message;

import io.github.camelopenrouter.client.CallListener;
import io.github.camelopenrouter.client.ChatCall;
import io.github.camelopenrouter.client.OpenRouterClient;
import io.github.camelopenrouter.client.OpenRouterClient.Command;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;

/** {@code openrouter:completion}: the whole answer becomes the body. */
final class CompletionProducer extends OpenRouterProducer {
    private final OpenRouterOutput output;

    CompletionProducer(OpenRouterEndpoint endpoint, CommandFactory commands, OpenRouterOutput output) {
        super(endpoint, commands);
        this.output = output;
    }

    @Override
    ChatCall send(OpenRouterClient client, Command command, Turn turn) {
        return client.complete(command, new CallListener() {
            @Override
            public void completed(ChatResponse response) {
                turn.finished();
                turn.done(() -> {
                    Message message = turn.exchange().getMessage();
                    ResponseBinding.headers(message, response);
                    message.setBody(body(response));
                });
            }

            @Override
            public void failed(OpenRouterException failure) {
                turn.finished();
                turn.fail(failure);
            }
        });
    }

    private Object body(ChatResponse response) {
        return switch (output) {
            case text -> response.text();
            case message -> response.message();
            case response -> response;
        };
    }
}
