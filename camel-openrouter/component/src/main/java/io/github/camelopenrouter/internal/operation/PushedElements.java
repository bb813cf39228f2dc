package io.github.camelopenrouter.internal.operation;

import java.util.ArrayList;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.structured.ReadElementStream;
import io.github.camelopenrouter.model.StreamElement;

/** Objects; the exchange goes on with the whole one. */
final class PushedElements implements PushedParts<ReadElementStream, StreamElement> {
    private final StreamedObjects objects;
    private final AnswerBinding answers;

    PushedElements(StreamedObjects objects, AnswerBinding answers) {
        this.objects = objects;
        this.answers = answers;
    }

    @Override
    public RunningCall start(
            OpenRouterClient client, CallBinding.Prepared prepared, StreamOpening<ReadElementStream> listener) {
        return objects.start(client, prepared.command(), prepared.format(), listener);
    }

    @Override
    public boolean last(StreamElement part) {
        return part.last();
    }

    @Override
    public void fill(Message message, StreamElement part) {
        if (part.last()) {
            whole(message, part);
            return;
        }
        message.setBody(part.value());
        message.setHeader(OpenRouterConstants.ELEMENT_INDEX, part.index());
        if (!objects.partial()) {
            message.setHeader(OpenRouterConstants.ELEMENT_POINTER, part.pointer());
        }
        if (!part.violations().isEmpty()) {
            message.setHeader(OpenRouterConstants.VIOLATIONS, new ArrayList<>(part.violations()));
        }
    }

    @Override
    public void whole(Message message, StreamElement last) {
        answers.put(message, last.response());
        if (!last.violations().isEmpty()) {
            message.setHeader(OpenRouterConstants.INVALID_ELEMENTS, new ArrayList<>(last.violations()));
        }
        message.setBody(last.value());
    }
}
