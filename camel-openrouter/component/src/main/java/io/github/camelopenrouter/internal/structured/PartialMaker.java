package io.github.camelopenrouter.internal.structured;

import java.util.List;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.internal.support.RecentMap;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.StreamElement;

/**
 * Makes of the object so far what the route asks for, and checks it when it is complete, and not before: what is not there yet is not
 * wrong. One thread at a time.
 */
final class PartialMaker implements ReadElementStream.Maker {
    private final Format format;
    private int index;

    /** What the object is made of, with all its parts. Thread-safe. */
    static final class Format {
        private static final int KEPT = 256;

        private final AnswerFormat answer;
        /** Whether what stands at a place is a text, by the place's pointer. */
        private final RecentMap<String, Boolean> texts = new RecentMap<>(KEPT);

        /** @param answer has a target */
        Format(AnswerFormat answer) {
            this.answer =
                    new AnswerFormat(answer.wire(), answer.schema(), answer.json(), PartType.whole(answer.target()));
        }

        /** Whether half a text can stand there: half the name of a constant, or half a date, would be another or none. */
        private boolean isText(String pointer) {
            AnswerTarget target = answer.target();
            if (target.type() == null) {
                return true;
            }
            Boolean known = texts.get(pointer);
            if (known == null) {
                known = isText(PartType.at(target.mapper(), target.type(), pointer));
                texts.put(pointer, known);
            }
            return known;
        }

        private static boolean isText(JavaType type) {
            return type == null
                    || type.isJavaLangObject()
                    || type.hasRawClass(String.class)
                    || type.hasRawClass(CharSequence.class)
                    || type.isTypeOrSubTypeOf(JsonNode.class);
        }
    }

    PartialMaker(Format format) {
        this.format = format;
    }

    @Override
    public StreamElement part(Streamed found) {
        return found instanceof Streamed.Whole whole ? whole(whole.response()) : partial((Streamed.Partial) found);
    }

    private StreamElement partial(Streamed.Partial found) {
        PartialScanner.Shown shown = found.take();
        JsonNode json = shown.open() == null || format.isText(shown.open()) ? shown.withOpen() : shown.withoutOpen();
        try {
            Object value = ElementFormat.read(format.answer.target(), json, true);
            return new StreamElement(index++, "", value, List.of(), null);
        } catch (AnswerTarget.Unfit e) {
            // no object of the class can be in this state, such as one whose kind is not told yet: a later one can
            return null;
        }
    }

    private StreamElement whole(ChatResponse response) {
        return new StreamElement(index, "", format.answer.read(response).value(), List.of(), response);
    }
}
