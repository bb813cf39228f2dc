package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.service.ServiceAnswer.Part;

/** The events of an answer, one for each token, and how many tokens each of them carries. */
final class ChatStream {

    private final ChatAnswer answer;
    private final List<Part> events = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();
    private int lastEvent;

    /** @param failure what the model does wrong, null for nothing */
    ChatStream(ChatAnswer answer, ModelFailure failure) {
        this.answer = answer;
        add(": OPENROUTER PROCESSING\n\n", 0);
        addChoices();
        if (failure == null) {
            addEnd();
        } else {
            addFailure(failure);
        }
    }

    List<Part> events() {
        return List.copyOf(events);
    }

    /** Which event has the usage or the error: with it, the answer is complete, and paid for or not. */
    int lastEvent() {
        return lastEvent;
    }

    /** How many tokens there are up to and including that event. */
    int tokensUpTo(int event) {
        int sum = 0;
        for (int i = 0; i <= event; i++) {
            sum += tokens.get(i);
        }
        return sum;
    }

    /** Several choices are written at the same time. */
    private void addChoices() {
        List<List<ChoiceStream.Event>> choices =
                answer.messages().map(ChoiceStream::of).toList();
        int longest = choices.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<ChoiceStream.Event> choice : choices) {
                if (i < choice.size()) {
                    add(choice.get(i).text(), choice.get(i).tokens());
                }
            }
        }
    }

    private void addEnd() {
        ChatMessage first = new ChatMessage(answer, 0);
        ObjectNode last = ChoiceStream.document(
                first, ChoiceStream.delta(""), first.completion().finishReason());
        if (answer.choices().size() > 1) {
            last.putArray("choices");
        }
        last.set("usage", answer.usage().json());
        if (answer.metadata()) {
            last.set("openrouter_metadata", answer.metadataJson());
        }
        lastEvent = events.size();
        add(ChoiceStream.event(last), 0);
        add("data: [DONE]\n\n", 0);
    }

    private void addFailure(ModelFailure failure) {
        int kept = 1;
        for (int left = failure.tokens(tokensUpTo(tokens.size() - 1)); left > 0; kept++) {
            left -= tokens.get(kept);
        }
        events.subList(kept, events.size()).clear();
        tokens.subList(kept, tokens.size()).clear();
        ObjectNode last = ChoiceStream.document(new ChatMessage(answer, 0), ChoiceStream.delta(""), "error");
        last.set("error", failure.error(answer.route().endpoint().provider()));
        answer.addMetadata(last, failure);
        lastEvent = events.size();
        add(ChoiceStream.event(last), 0);
        add("data: [DONE]\n\n", 0);
    }

    private void add(String event, int tokenCount) {
        events.add(new Part(event, tokenCount > 0));
        tokens.add(tokenCount);
    }
}
