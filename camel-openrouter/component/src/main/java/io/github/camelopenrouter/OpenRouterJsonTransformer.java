package io.github.camelopenrouter;

import java.util.List;
import java.util.Map;

import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatChoice;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * The data type {@code openrouter:json}: makes of an answer the one JSON value that is in it, as
 * {@link com.fasterxml.jackson.databind.JsonNode}. Takes text, {@link ChatMessage}, {@link ChatResponse} and what Camel converts to text,
 * such as a {@link io.github.camelopenrouter.model.ChatStream}, whose end it waits for. Fences and prose around the value are left out.
 */
@DataTypeTransformer(
        name = "openrouter:json",
        description = "Makes of a model's answer the one JSON value that is in it (JsonNode)")
public final class OpenRouterJsonTransformer extends Transformer {
    /**
     * {@inheritDoc}
     *
     * @throws InvalidAnswerException where the body is not one JSON value, or more than one
     */
    @Override
    public void transform(Message message, DataType from, DataType to) {
        message.setBody(AnswerFormat.json(answer(message)));
    }

    private static ChatResponse answer(Message message) {
        Object body = message.getBody();
        if (body instanceof ChatResponse response) {
            return response;
        }
        ChatMessage said = body instanceof ChatMessage given
                ? given
                : ChatMessage.assistant(body == null ? "" : message.getBody(String.class));
        ChatChoice choice = new ChatChoice(said, null, null);
        return new ChatResponse(null, null, null, null, List.of(choice), null, null, Map.of());
    }
}
