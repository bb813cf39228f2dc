package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Images, audio and video of a prompt, checked as the service checks them, and how many tokens they are.
 *
 * @param readTokens those of what stands in documents and on the web
 */
record PromptMedia(int imageTokens, int audioTokens, int videoTokens, int readTokens) {

    /** How many tokens an image is, whatever its size. */
    static final int TOKENS_PER_IMAGE = 258;

    private static final int BYTES_PER_TOKEN = 1000;
    private static final Set<String> IMAGES = Set.of("image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif");
    private static final Set<String> VIDEOS =
            Set.of("video/mp4", "video/mpeg", "video/mov", "video/quicktime", "video/webm");
    private static final List<String> SOUNDS =
            List.of("wav", "mp3", "flac", "m4a", "ogg", "aiff", "aac", "pcm16", "pcm24");
    private static final Map<String, ToIntFunction<JsonNode>> TOKENS = Map.of(
            "image_url", part -> image(part.path("image_url").path("url")),
            "input_audio", part -> audio(part.path("input_audio")),
            "video_url", part -> video(part.path("video_url").path("url")));

    /** @throws ApiException for the first part that the service does not take */
    static PromptMedia of(ChatRequest request) {
        int images = 0;
        int sounds = 0;
        int videos = 0;
        for (JsonNode part : request.parts()) {
            String type = part.path("type").asText();
            int tokens = TOKENS.getOrDefault(type, none -> 0).applyAsInt(part);
            images += type.equals("image_url") ? tokens : 0;
            sounds += type.equals("input_audio") ? tokens : 0;
            videos += type.equals("video_url") ? tokens : 0;
        }
        return new PromptMedia(images, sounds, videos, 0);
    }

    PromptMedia with(int tokens) {
        return new PromptMedia(imageTokens, audioTokens, videoTokens, tokens);
    }

    int tokens() {
        return imageTokens + audioTokens + videoTokens + readTokens;
    }

    /** The first medium that the model does not know, in the words of an error; null if it knows all. */
    String unknownTo(Model model) {
        if (imageTokens > 0 && !model.takes("image")) {
            return "image input";
        }
        if (audioTokens > 0 && !model.takes("audio")) {
            return "audio input";
        }
        return videoTokens > 0 && !model.takes("video") ? "video input" : null;
    }

    private static int image(JsonNode url) {
        check(url, "image_url.url", IMAGES, "image");
        return TOKENS_PER_IMAGE;
    }

    private static int video(JsonNode url) {
        DataUrl data = check(url, "video_url.url", VIDEOS, "video");
        return data == null ? BYTES_PER_TOKEN : tokens(data.bytes());
    }

    private static int audio(JsonNode audio) {
        String format = audio.path("format").asText();
        if (!SOUNDS.contains(format)) {
            throw ApiException.badRequest("input_audio.format must be one of " + String.join(", ", SOUNDS));
        }
        byte[] bytes = DataUrl.decode(audio.path("data").asText());
        if (bytes == null) {
            throw ApiException.badRequest("input_audio.data must be audio in Base64, not a URL");
        }
        return tokens(bytes);
    }

    /** @return null for what is elsewhere */
    private static DataUrl check(JsonNode url, String name, Set<String> types, String medium) {
        String text = url.asText();
        if (!url.isTextual() || !DataUrl.isOne(text) && !text.matches("(?i)https?://.+")) {
            throw invalid("invalid_" + medium, name + " must be an http or https URL, or a data URL");
        }
        if (!DataUrl.isOne(text)) {
            return null;
        }
        DataUrl data = DataUrl.parse(text);
        if (data == null) {
            throw invalid("invalid_" + medium, name + " is not a valid base64 data URL");
        }
        if (!types.contains(data.type())) {
            throw invalid("unsupported_" + medium + "_format", "Unsupported " + medium + " format: " + data.type());
        }
        return data;
    }

    private static ApiException invalid(String type, String message) {
        String known = type.contains("image") ? type : "invalid_request";
        return ApiException.refused(400, known, message, Map.of(), null);
    }

    private static int tokens(byte[] bytes) {
        return Math.max(1, bytes.length / BYTES_PER_TOKEN);
    }
}
