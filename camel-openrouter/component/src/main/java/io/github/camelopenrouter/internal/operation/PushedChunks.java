package io.github.camelopenrouter.internal.operation;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.call.ChatCall;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatChunk;

/** Chunks of text; the exchange goes on with the whole text, which is checked where it is to be JSON. */
final class PushedChunks implements PushedParts<ReadChatStream, ChatChunk> {
    private final AnswerBinding answers;
    private final StringBuilder text = new StringBuilder();
    private AnswerFormat format;

    PushedChunks(AnswerBinding answers) {
        this.answers = answers;
    }

    @Override
    public ChatCall start(
            OpenRouterClient client, Command command, AnswerFormat asked, StreamOpening<ReadChatStream> listener) {
        format = asked;
        return new Streams(client).chunks(command, listener);
    }

    @Override
    public boolean last(ChatChunk chunk) {
        return chunk.last();
    }

    @Override
    public void fill(Message message, ChatChunk chunk) {
        text.append(chunk.text());
        message.setBody(chunk);
        message.setHeader(OpenRouterConstants.CHUNK_INDEX, chunk.index());
        if (chunk.last()) {
            answers.put(message, chunk.response());
        }
    }

    @Override
    public void whole(Message message, ChatChunk last) {
        answers.put(message, last.response());
        AnswerFormat.Value checked = format.isPlain() ? null : format.read(last.response());
        message.setBody(checked == null ? text.toString() : checked.source());
    }
}
