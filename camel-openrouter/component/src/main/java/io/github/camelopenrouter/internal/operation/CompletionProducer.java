package io.github.camelopenrouter.internal.operation;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.OpenRouterOutput;
import io.github.camelopenrouter.OpenRouterStreamFormat;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.JournalBinding;
import io.github.camelopenrouter.internal.binding.JournalKey;
import io.github.camelopenrouter.internal.binding.RequestBinding;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.runtime.EndpointTerms;
import io.github.camelopenrouter.internal.runtime.RunningExchange;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/** {@code openrouter:completion}: the whole answer becomes the body. */
final class CompletionProducer extends ChatProducer {
    private static final Duration TOTAL = Duration.ofMinutes(10);

    private final OpenRouterOutput output;
    private final int maxRepairs;
    private final AnswerBinding answers;
    /** How calls are written down; null where they are not. */
    private final JournalBinding journal;

    CompletionProducer(EndpointTerms terms) {
        super(terms, binding(terms, false, CallTimeouts.of(terms.options(), TOTAL, false)));
        this.output = terms.options().getOutput();
        this.maxRepairs = terms.options().getMaxRepairs();
        this.answers = new AnswerBinding(terms.options());
        this.journal = JournalBinding.of(terms.options());
    }

    /**
     * @throws IllegalArgumentException where options do not belong to this operation, or not to each other
     */
    static void check(OpenRouterConfiguration options) {
        refuse(options.getStreamTo() != null, "streamTo");
        refuse(options.getStreamFormat() != OpenRouterStreamFormat.chunks, "streamFormat");
        refuse(options.getStreamElements() != null, "streamElements");
        refuse(options.isStreamPartial(), "streamPartial");
        refuse(options.getOnInvalidElement() != OpenRouterInvalidElement.fail, "onInvalidElement");
        refuse(options.getAudioVoice() != null, "audioVoice");
        refuse(options.getAudioFormat() != null, "audioFormat");
        refuse(
                options.getModalities() != null && RequestBinding.asksForSound(options.getModalities()),
                "modalities with audio");
        JournalBinding.of(options);
    }

    private static void refuse(boolean set, String option) {
        if (set) {
            throw new IllegalArgumentException("The option " + option + " belongs to openrouter:streaming");
        }
    }

    @Override
    RunningCall send(
            OpenRouterClient client, CallBinding.Prepared call, OfferedTools.Rounds tools, RunningExchange running) {
        JournalKey key = journal == null ? null : journal.key(running.exchange().getMessage());
        Round round = new Round(client, key);
        Ending ending = new Ending(running);
        if (call.format().isPlain() && tools == null) {
            return round.send(call.command(), 0, ending);
        }
        CompletionRounds rounds = new CompletionRounds(
                call,
                maxRepairs,
                tools,
                tools == null ? null : tools.begin(call, event -> {}, journaled(tools, key)),
                round,
                engine().routes().workers(),
                ending);
        rounds.start();
        return rounds;
    }

    private JournaledTools journaled(OfferedTools.Rounds tools, JournalKey key) {
        return key == null || tools == null
                ? null
                : new JournaledTools(owner(), key, journal, tools.timeout(), tools.failureFails());
    }

    private JournalOwner owner() {
        return engine().journaling(journal.journal(), journal.lease());
    }

    /** Sends the calls of one exchange. */
    private final class Round implements CompletionRounds.Round {
        private final OpenRouterClient client;
        /** Null where nothing is written down. */
        private final JournalKey key;

        Round(OpenRouterClient client, JournalKey key) {
            this.client = client;
            this.key = key;
        }

        @Override
        public boolean replays() {
            return journal != null;
        }

        @Override
        public String key(int before) {
            return key == null ? null : key.name() + "#pending" + before;
        }

        @Override
        public <L extends CallListener & JournalOwner.Listener> RunningCall send(
                Command command, int before, L listener) {
            return key == null
                    ? client.complete(command, listener)
                    : owner().complete(client, command, key.round(before, command.body()), journal.parks(), listener);
        }
    }

    /** How the exchange goes on. */
    private final class Ending implements CallListener, JournalOwner.Listener, CompletionRounds.Listener {
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
            end(response, null, List.of(response.message()), replayed, message -> {});
        }

        @Override
        public void answered(
                ChatResponse response, AnswerFormat.Value value, CompletionRounds.Facts facts, boolean replayed) {
            List<ChatMessage> added = facts.loop() == null
                    ? List.of(response.message())
                    : facts.loop().messages();
            end(response, value, added, replayed, message -> tell(message, facts));
        }

        private void tell(Message message, CompletionRounds.Facts facts) {
            if (maxRepairs > 0) {
                message.setHeader(OpenRouterConstants.REPAIRS, facts.repairs());
                if (facts.cost() != null) {
                    message.setHeader(OpenRouterConstants.TOTAL_COST, facts.cost());
                }
            }
            ResultHeaders.headers(message, facts.loop());
        }

        /** The turn of a conversation is not over, and nothing of it is kept yet. */
        @Override
        public void handedOut(ChatResponse response, CompletionRounds.Facts facts, boolean replayed) {
            running.over(() -> {
                Message message = running.exchange().getMessage();
                answers.put(message, response);
                if (replayed) {
                    message.setHeader(OpenRouterConstants.REPLAYED, true);
                }
                tell(message, facts);
                message.setBody(facts.loop().pending());
            });
        }

        private void end(
                ChatResponse response,
                AnswerFormat.Value value,
                List<ChatMessage> added,
                boolean replayed,
                Consumer<Message> further) {
            ConversedCall.answered(running, response, added, unsaved -> {
                if (unsaved != null) {
                    failed(unsaved);
                    return;
                }
                running.over(() -> {
                    Message message = running.exchange().getMessage();
                    answers.put(message, response);
                    if (replayed) {
                        message.setHeader(OpenRouterConstants.REPLAYED, true);
                    }
                    further.accept(message);
                    message.setBody(body(response, value));
                });
            });
        }

        @Override
        public void failed(OpenRouterException failure, CompletionRounds.Facts facts) {
            running.over(() -> {
                tell(running.exchange().getMessage(), facts);
                running.failure(failure);
            });
        }

        @Override
        public void failed(OpenRouterException failure) {
            running.over(() -> running.failure(failure));
        }
    }

    private Object body(ChatResponse response, AnswerFormat.Value value) {
        return switch (output) {
            case text -> value == null ? response.text() : value.source();
            case object, map, json -> value.value();
            case message -> response.message();
            case response -> response;
        };
    }
}
