package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ContentPart;

/**
 * What a page asks.
 *
 * @param answer by which name the page may stop its answer
 * @param model one of the catalogue
 * @param text never blank
 * @param image null for none
 * @param imageType of the image, such as {@code image/png}
 */
record Question(String answer, Catalogue.Model model, String text, byte[] image, String imageType) {
    /** What models take, and what cannot be a script in a browser. */
    static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/webp", "image/gif");

    private static final int MOST_TEXT = 100_000;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    static Question read(InputStream body, Catalogue catalogue, int mostImageBytes)
            throws IOException, UnusableQuestionException {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UnusableQuestionException("The question is no JSON.", "Load the page again.");
        }
        String answer = json.path("answer").asText();
        if (!NAME.matcher(answer).matches()) {
            throw new UnusableQuestionException("The question has no name.", "Load the page again.");
        }
        String text = json.path("text").asText().strip();
        if (text.isEmpty()) {
            throw new UnusableQuestionException("There is no question.", "Write one.");
        }
        if (text.length() > MOST_TEXT) {
            throw new UnusableQuestionException(
                    "The question has more than " + MOST_TEXT + " characters.", "Ask something shorter.");
        }
        Catalogue.Model model = catalogue.model(json.path("model").asText());
        if (model == null) {
            throw new UnusableQuestionException("This model is not in the catalogue.", "Choose another one.");
        }
        JsonNode image = json.path("image");
        if (!image.isObject()) {
            return new Question(answer, model, text, null, null);
        }
        if (!model.images()) {
            throw new UnusableQuestionException(
                    model.name() + " takes no images.",
                    "Choose a model that says \u201cimages\u201d, or remove the image.");
        }
        String type = image.path("type").asText();
        if (!IMAGES.contains(type)) {
            throw new UnusableQuestionException(
                    "This kind of file cannot be sent.", "Choose a PNG, JPEG, WebP or GIF image.");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(image.path("data").asText());
        } catch (IllegalArgumentException e) {
            throw new UnusableQuestionException("The image cannot be read.", "Choose it again.");
        }
        if (bytes.length == 0 || bytes.length > mostImageBytes) {
            throw new UnusableQuestionException(
                    "The image has more than " + mostImageBytes / 1_000_000 + " MB, or nothing in it.",
                    "Choose a smaller one.");
        }
        return new Question(answer, model, text, bytes, type);
    }

    /** As the component takes it. */
    Object message() {
        List<Object> parts = new ArrayList<>();
        parts.add(ContentPart.text(text));
        if (image != null) {
            parts.add(ContentPart.image(image, imageType));
        }
        return ChatMessage.user(parts);
    }
}
