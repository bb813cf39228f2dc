package io.github.camelopenrouter;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.Flow;

import org.apache.camel.Converter;

import io.github.camelopenrouter.internal.stream.AnswerInputStream;
import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.ChatStream;
import io.github.camelopenrouter.model.Media;

/** What Camel makes of answers, their parts and their media where a route asks for another type. */
@Converter(generateLoader = true)
public final class ChatStreamConverters {
    private ChatStreamConverters() {}

    /** The rest of the answer's text; waits for its end. Throws what ended the answer, and never returns part of it. */
    @Converter
    public static String toString(ChatStream stream) {
        return stream.rest();
    }

    /** The answer's text in UTF-8 as it arrives; closing it closes the stream. */
    @Converter
    public static InputStream toInputStream(ChatStream stream) {
        return AnswerInputStream.ofText(stream);
    }

    /** The chunks, for one subscriber. */
    @Converter
    public static Flow.Publisher<ChatChunk> toPublisher(ChatStream stream) {
        return stream.publisher();
    }

    @Converter
    public static String toString(ChatChunk chunk) {
        return chunk.text();
    }

    @Converter
    public static String toString(ChatMessage message) {
        return message.text();
    }

    @Converter
    public static String toString(ChatResponse response) {
        return response.text();
    }

    /** The content, decoded. Throws where the service named only an address, or where it is no base64. */
    @Converter
    public static byte[] toBytes(Media media) {
        return media.bytes();
    }

    /** The content, decoded, as {@link #toBytes} gives it. */
    @Converter
    public static InputStream toInputStream(Media media) {
        return new ByteArrayInputStream(media.bytes());
    }
}
