package io.github.camelopenrouter.internal.operation;

import java.time.Duration;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterOutput;
import io.github.camelopenrouter.OpenRouterStreamFormat;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.binding.JournalBinding;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.model.ChatResponse;

/** {@code openrouter:completion}: the whole answer becomes the body. */
final class CompletionProducer extends ChatProducer {
    private static final Duration TOTAL = Duration.ofMinutes(10);

    private final OpenRouterOutput output;
    /** How calls are written down; null where they are not. */
    private final JournalBinding journal;

    CompletionProducer(EndpointTerms terms) {
        super(terms, binding(terms, false, CallTimeouts.of(terms.options(), TOTAL, false)));
        this.output = terms.options().getOutput();
        this.journal = JournalBinding.of(terms.options());
    }

    /**
     * @throws IllegalArgumentException where options do not belong to this operation, or not to each other
     */
    static void check(OpenRouterConfiguration options) {
        refuse(options.getStreamTo() != null, "streamTo");
        refuse(options.getStreamFormat() != OpenRouterStreamFormat.chunks, "streamFormat");
        JournalBinding.of(options);
    }

    private static void refuse(boolean set, String option) {
        if (set) {
            throw new IllegalArgumentException("The option " + option + " belongs to openrouter:streaming");
        }
    }

    @Override
    RunningCall send(OpenRouterClient client, Command command, RunningExchange running) {
        Ending ending = new Ending(running);
        if (journal == null) {
            return client.complete(command, ending);
        }
        String key = journal.key(running.exchange().getMessage());
        return engine().journaling(journal.journal(), journal.lease())
                .complete(client, command, key, journal.parks(), ending);
    }

    /** How the exchange goes on. */
    private final class Ending implements CallListener, JournalOwner.Listener {
        private final RunningExchange running;

        Ending(RunningExchange running) {
            this.running = running;
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
            running.done(() -> {
                Message message = running.exchange().getMessage();
                ResultHeaders.headers(message, response);
                if (replayed) {
                    message.setHeader(OpenRouterConstants.REPLAYED, true);
                }
                message.setBody(body(response));
            });
            running.finished();
        }

        @Override
        public void failed(OpenRouterException failure) {
            running.fail(failure);
            running.finished();
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
