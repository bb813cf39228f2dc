package io.github.camelopenrouter.internal.binding;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.model.ChatMessage;

/**
 * What an earlier answer told of files, sent back so that the service does not parse them again: as members of the assistant's
 * message that follows the files, where the service
 * <a href="https://openrouter.ai/docs/features/multimodal/pdfs#skip-parsing-costs">looks for it</a>.
 */
final class FileAnnotations {
    private static final String HEADER = OpenRouterConstants.FILE_ANNOTATIONS;

    /** What an assistant says who has read the files, where the conversation has no answer of one. */
    private static final String READ = "I have read the files.";

    private FileAnnotations() {}

    /**
     * Those of a header that are of files.
     *
     * @param header JSON text, a list or JSON
     * @throws IllegalArgumentException where it is something else; the message names the header
     */
    static List<Object> of(Object header) {
        JsonNode tree;
        try {
            tree = header instanceof String text
                    ? JsonMembers.JSON.readTree(text)
                    : JsonMembers.JSON.valueToTree(header);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IllegalArgumentException("The header " + HEADER + " is not valid JSON", e);
        }
        if (tree == null || !tree.isArray()) {
            throw new IllegalArgumentException(
                    "The header " + HEADER + " must be a list of annotations, or one as JSON text");
        }
        List<Object> files = new ArrayList<>();
        for (JsonNode element : tree) {
            JsonNode annotation = element.isTextual() ? json(element.textValue()) : element;
            if (!annotation.isObject()) {
                throw new IllegalArgumentException(
                        "The header " + HEADER + " has an annotation that is no JSON object");
            }
            if (annotation.path("type").asText().equals("file")) {
                files.add(annotation);
            }
        }
        return files;
    }

    private static JsonNode json(String text) {
        try {
            return JsonMembers.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The header " + HEADER + " has an annotation that is not valid JSON", e);
        }
    }

    /**
     * Puts them on the last assistant's message before the question. Where there is none, what the question is about becomes a message
     * of its own, which the assistant has read.
     */
    static void put(Conversation conversation, List<Object> annotations) {
        int question = conversation.last("user");
        if (annotations.isEmpty() || question < 0) {
            return;
        }
        int answer = conversation.before(question, "assistant");
        if (answer < 0) {
            List<Object> files = new ArrayList<>();
            List<Object> asked = new ArrayList<>();
            for (Object part : conversation.parts(question)) {
                (Conversation.member(part, "type") instanceof String type && type.equals("text") ? asked : files)
                        .add(part);
            }
            if (files.isEmpty() || asked.isEmpty()) {
                return;
            }
            conversation.set(question, "content", asked);
            conversation.add(question, ChatMessage.assistant(READ));
            conversation.add(question, ChatMessage.user(files));
            answer = question + 1;
        }
        conversation.set(answer, "annotations", annotations);
    }
}
