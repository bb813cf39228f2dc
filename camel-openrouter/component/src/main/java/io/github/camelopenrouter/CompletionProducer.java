package io.github.camelopenrouter;

import org.apache.camel.Message;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.Cancellable;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.journal.Journaling;
import io.github.camelopenrouter.model.ChatResponse;

/** {@code openrouter:completion}: the whole answer becomes the body. */
final class CompletionProducer extends ChatProducer {
    private final OpenRouterOutput output;
    private final JournalBinding journal;

    /**
     * @param journal how calls are written down; null where they are not
     */
    CompletionProducer(
            OpenRouterEndpoint endpoint, CommandFactory commands, OpenRouterOutput output, JournalBinding journal) {
        super(endpoint, commands);
        this.output = output;
        this.journal = journal;
    }

    @Override
    Cancellable send(OpenRouterClient client, Command command, Turn turn) {
        Ending ending = new Ending(turn);
        if (journal == null) {
            return client.complete(command, ending);
        }
        String key = journal.key(turn.exchange().getMessage());
        return journal.on(engine()).complete(client, command, key, journal.parks(), ending);
    }

    /** How the exchange goes on. */
    private final class Ending implements CallListener, Journaling.Listener {
        private final Turn turn;

        Ending(Turn turn) {
            this.turn = turn;
        }

        /** The route goes on elsewhere, and all the rest is short. */
        @Override
        public boolean endsAnywhere() {
            return true;
        }

        @Override
        public void completed(ChatResponse response) {
            answered(response, false);
        }

        @Override
        public void answered(ChatResponse response, boolean replayed) {
            turn.done(() -> {
                Message message = turn.exchange().getMessage();
                ResponseBinding.headers(message, response);
                if (replayed) {
                    message.setHeader(OpenRouterConstants.REPLAYED, true);
                }
                message.setBody(body(response));
            });
            turn.finished();
        }

        @Override
        public void failed(OpenRouterException failure) {
            turn.fail(failure);
            turn.finished();
        }
    }

    private Object body(ChatResponse response) {
        return switch (output) {
            case text -> response.text();
            case message -> response.message();
            case response -> response;
        };
    }
}
