package io.github.camelopenrouter.internal.operation;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.OpenRouterOutput;
import io.github.camelopenrouter.OpenRouterStreamFormat;
import io.github.camelopenrouter.internal.call.ChatCall;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.stream.Streams;
import io.github.camelopenrouter.internal.structured.AnswerFormat;
import io.github.camelopenrouter.internal.structured.AnswerSchema;
import io.github.camelopenrouter.internal.structured.ElementFeed;
import io.github.camelopenrouter.internal.structured.ElementFormat;
import io.github.camelopenrouter.internal.structured.ElementPointers;
import io.github.camelopenrouter.internal.structured.PartialFeed;
import io.github.camelopenrouter.internal.structured.ReadElementStream;
import io.github.camelopenrouter.internal.support.RecentMap;

/** Asks for streamed answers that become objects while they arrive, as the options of one endpoint say. Thread-safe. */
final class StreamedObjects {
    private static final int KEPT = 16;

    /** Null where the object so far is asked for. */
    private final ElementPointers pointers;

    private final OpenRouterInvalidElement invalid;
    private final long intervalMillis;
    /** By the schema of the whole answer, which a message may have brought. */
    private final RecentMap<AnswerSchema, ElementFormat> elements = new RecentMap<>(KEPT);

    private final RecentMap<AnswerSchema, PartialFeed.Format> partial = new RecentMap<>(KEPT);

    private StreamedObjects(OpenRouterConfiguration options) {
        String list = options.getStreamElements();
        this.pointers = list == null ? null : ElementPointers.of(list);
        this.invalid = options.getOnInvalidElement();
        this.intervalMillis = options.getStreamPartialInterval();
    }

    /** Null where the options ask for text. */
    static StreamedObjects of(OpenRouterConfiguration options) {
        return asked(options) ? new StreamedObjects(options) : null;
    }

    private static boolean asked(OpenRouterConfiguration options) {
        return options.getStreamElements() != null || options.isStreamPartial();
    }

    /**
     * @throws IllegalArgumentException where options do not belong to each other
     */
    static void check(OpenRouterConfiguration options) {
        if (options.getStreamElements() != null && options.isStreamPartial()) {
            throw new IllegalArgumentException(
                    "The options streamElements and streamPartial exclude each other: set one of them");
        }
        if (options.getStreamElements() == null && options.getOnInvalidElement() != OpenRouterInvalidElement.fail) {
            throw new IllegalArgumentException(
                    "The option onInvalidElement needs the option streamElements, which says what the"
                            + " elements are");
        }
        if (asked(options) && options.getStreamFormat() != OpenRouterStreamFormat.chunks) {
            throw new IllegalArgumentException(
                    "The options " + name(options) + " and streamFormat exclude each other: set one of them");
        }
        boolean object = options.getOutput() == OpenRouterOutput.object
                || options.getOutput() == OpenRouterOutput.map
                || options.getOutput() == OpenRouterOutput.json;
        if (asked(options) && !object) {
            throw new IllegalArgumentException("The option " + name(options)
                    + " hands on objects: set output=object, map or json, or leave it out");
        }
        if (!asked(options) && options.getOutput() != OpenRouterOutput.text) {
            throw new IllegalArgumentException(
                    "The options output and outputClass belong to openrouter:completion, and to"
                            + " openrouter:streaming with streamElements or streamPartial");
        }
    }

    private static String name(OpenRouterConfiguration options) {
        return options.isStreamPartial() ? "streamPartial" : "streamElements";
    }

    /** Whether parts are the object so far, and not elements. */
    boolean partial() {
        return pointers == null;
    }

    ChatCall start(
            OpenRouterClient client, Command command, AnswerFormat format, StreamOpening<ReadElementStream> listener) {
        Streams streams = new Streams(client);
        return pointers == null
                ? streams.start(command, PartialFeed.of(listener, client.routes(), client.timer(), partial(format)))
                : streams.start(command, ElementFeed.of(listener, client.routes(), elements(format)));
    }

    /** Schemas of elements take a while to be made: not within the map's lock. */
    private ElementFormat elements(AnswerFormat format) {
        ElementFormat known = elements.get(format.schema());
        if (known == null) {
            known = ElementFormat.of(pointers, invalid, format);
            elements.put(format.schema(), known);
        }
        return known;
    }

    private PartialFeed.Format partial(AnswerFormat format) {
        return partial.get(format.schema(), schema -> new PartialFeed.Format(format, intervalMillis));
    }
}
