package io.github.camelopenrouter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

import org.apache.camel.Converter;

import io.github.camelopenrouter.model.PendingToolCalls;

/** Calls of tools that wait, as text and back: a route says that a text is such, and no text is taken for it unasked. */
@Converter(generateLoader = true)
public final class PendingToolCallsConverters {
    private PendingToolCallsConverters() {}

    /** All of it as JSON. Throws where no option toolApprovalSecret is set. */
    @Converter
    public static String toString(PendingToolCalls calls) {
        return calls.toJson();
    }

    /** The same in UTF-8. */
    @Converter
    public static InputStream toInputStream(PendingToolCalls calls) {
        return new ByteArrayInputStream(calls.toJson().getBytes(StandardCharsets.UTF_8));
    }

    /** What the other wrote, with decisions that were added. Throws where it is something else. */
    @Converter
    public static PendingToolCalls toPendingToolCalls(String json) {
        return PendingToolCalls.of(json);
    }

    /** The same of bytes in UTF-8. */
    @Converter
    public static PendingToolCalls toPendingToolCalls(byte[] json) {
        return PendingToolCalls.of(new String(json, StandardCharsets.UTF_8));
    }

    /** The same of a stream of such bytes, which is read to its end. */
    @Converter
    public static PendingToolCalls toPendingToolCalls(InputStream json) throws IOException {
        return toPendingToolCalls(json.readAllBytes());
    }
}
