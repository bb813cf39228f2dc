package io.github.camelopenrouter.internal.journal;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.CallListener;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.wire.AnswerJson;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ToolCall;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.GenerationJournal;

/** A model is asked. */
final class GenerationWork extends Work<ChatResponse> {
    private final OpenRouterClient client;
    private final Command command;
    private final String key;
    private final JournalOwner.Listener listener;

    GenerationWork(
            OpenRouterClient client, Command command, String key, boolean parks, JournalOwner.Listener listener) {
        super(JournalRefusals.OF_GENERATIONS, parks ? Unanswered.PARK : Unanswered.AGAIN);
        this.client = client;
        this.command = command;
        this.key = key;
        this.listener = listener;
    }

    @Override
    String hash() {
        return Fingerprint.hex(command.body());
    }

    @Override
    Duration deadline() {
        return command.deadline();
    }

    @Override
    RunningCall begin(Duration left, Hearing<ChatResponse> hearing) {
        return client.complete(left == null ? command : command.withDeadline(left), new CallListener() {
            @Override
            public void answering(String generationId) {
                hearing.answering(generationId);
            }

            @Override
            public void again() {
                hearing.again();
            }

            @Override
            public void used(Usage usage) {
                listener.usedInVain(usage);
            }

            @Override
            public void completed(ChatResponse response) {
                hearing.done(response);
            }

            @Override
            public void failed(OpenRouterException failure) {
                hearing.failed(failure);
            }
        });
    }

    @Override
    GenerationJournal.Answer written(ChatResponse response) {
        return new GenerationJournal.Answer(
                response.id(),
                response.model(),
                response.provider(),
                response.usage() == null ? null : response.usage().cost(),
                AnswerJson.write(response));
    }

    @Override
    ChatResponse read(String json) {
        return AnswerJson.read(json);
    }

    @Override
    String generation(ChatResponse response) {
        return response.id();
    }

    @Override
    OpenRouterException parked(String generationId, int attempts) {
        return JournalRefusals.parked(key, generationId, attempts);
    }

    @Override
    OpenRouterException notStored(ChatResponse response, String why, Throwable cause) {
        return JournalRefusals.notStored(response, why, cause);
    }

    @Override
    void tell(ChatResponse response, boolean replayed) {
        listener.answered(response, replayed);
    }

    @Override
    void tell(OpenRouterException failure) {
        listener.failed(failure);
    }

    // ---- about how many bytes an answer holds

    @Override
    long weight(ChatResponse response) {
        long weight = 1_000;
        for (ChatChoice choice : response.choices()) {
            ChatMessage message = choice.message();
            weight += length(message.text()) + length(message.reasoning()) + length(message.refusal());
            if (message.toolCalls() != null) {
                for (ToolCall call : message.toolCalls()) {
                    weight += length(call.arguments());
                }
            }
            if (message.reasoningDetails() != null) {
                for (JsonNode detail : message.reasoningDetails()) {
                    weight += weight(detail);
                }
            }
            for (JsonNode member : message.extra().values()) {
                weight += weight(member);
            }
        }
        for (JsonNode member : response.extra().values()) {
            weight += weight(member);
        }
        return weight;
    }

    private static long weight(JsonNode node) {
        long weight = node.isTextual() ? node.textValue().length() : 16;
        for (JsonNode child : node) {
            weight += weight(child);
        }
        return weight;
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
