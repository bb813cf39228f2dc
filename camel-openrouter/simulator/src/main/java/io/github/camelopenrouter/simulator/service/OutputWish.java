package io.github.camelopenrouter.simulator.service;

import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Which media a request wants.
 *
 * @param modalities in the words of the request; empty if it does not say
 * @param audioFormat null if no audio is wanted
 */
record OutputWish(Set<String> modalities, String audioFormat) {

    private static final String AUDIO = "audio";
    private static final Set<String> KNOWN = Set.of("text", "image", AUDIO);
    private static final Set<String> FORMATS = Set.of("wav", "mp3", "flac", "opus", "pcm16");

    /** @throws ApiException for media that the service does not know, and for audio that is not streamed */
    static OutputWish of(JsonNode body) {
        Set<String> modalities = new LinkedHashSet<>();
        for (JsonNode modality : body.path("modalities")) {
            if (!KNOWN.contains(modality.asText())) {
                throw ApiException.badRequest("modalities must be among text, image and audio");
            }
            modalities.add(modality.asText());
        }
        return new OutputWish(modalities, modalities.contains(AUDIO) ? audioFormat(body) : null);
    }

    boolean wantsImage() {
        return modalities.contains("image");
    }

    boolean isMetBy(Model model) {
        return modalities.stream().allMatch(model::makes);
    }

    private static String audioFormat(JsonNode body) {
        if (!body.path("stream").asBoolean()) {
            throw ApiException.badRequest("Audio output requires stream: true");
        }
        JsonNode audio = body.path(AUDIO);
        if (!audio.path("voice").isTextual()
                || !FORMATS.contains(audio.path("format").asText())) {
            throw ApiException.badRequest("audio must have a voice and a format: wav, mp3, flac, opus or pcm16");
        }
        return audio.path("format").asText();
    }
}
