package io.github.camelopenrouter.internal.operation;

import org.apache.camel.Message;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.internal.binding.AnswerBinding;
import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.binding.ResultHeaders;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.stream.ReadChatStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.model.ChatChunk;

/** Chunks of text; the exchange goes on with the whole text, which is checked where it is to be JSON. */
final class PushedChunks implements PushedParts<ReadChatStream, ChatChunk> {
    private final AnswerBinding answers;
    private final OfferedTools.Rounds tools;
    private final StringBuilder text = new StringBuilder();
    private AnswerFormat format;

    /** @param tools what runs the tools that the model asks for; null where nothing does */
    PushedChunks(AnswerBinding answers, OfferedTools.Rounds tools) {
        this.answers = answers;
        this.tools = tools;
    }

    @Override
    public RunningCall start(
            OpenRouterClient client, CallBinding.Prepared prepared, StreamOpening<ReadChatStream> listener) {
        format = prepared.format();
        return tools == null
                ? new Streams(client).chunks(prepared.command(), listener)
                : StreamedRounds.start(client, prepared, tools, listener);
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
            ResultHeaders.headers(message, chunk.loop());
        }
    }

    @Override
    public void whole(Message message, ChatChunk last) {
        answers.put(message, last.response());
        ResultHeaders.headers(message, last.loop());
        if (last.loop() != null && last.loop().pending() != null) {
            message.setBody(last.loop().pending());
            return;
        }
        AnswerFormat.Value checked = format.isPlain() ? null : format.read(last.response());
        message.setBody(checked == null ? text.toString() : checked.source());
    }
}
