package io.github.camelopenrouter.model;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An image or a piece of sound that came with an answer. What the service wrote is kept as it is, and decoded anew each time it is
 * asked for. Immutable, thread-safe.
 */
public final class Media {
    private final String name;
    private final String contentType;
    private final String url;
    private final DataText data;

    private Media(String name, String contentType, String url, DataText data) {
        this.name = name;
        this.contentType = contentType;
        this.url = url;
        this.data = data;
    }

    /** The images of a message, then its sound. */
    static List<Media> of(ChatMessage message) {
        List<Media> all = new ArrayList<>(2);
        JsonNode images = message.extra().get("images");
        if (images != null && images.isArray()) {
            images.forEach(image -> image(image, all));
        }
        JsonNode audio = message.extra().get("audio");
        if (audio != null && audio.path("data").isTextual()) {
            String base64 = audio.path("data").textValue();
            if (!base64.isEmpty()) {
                DataText data = DataText.base64(base64);
                String type = MediaTypes.ofSound(data.start());
                all.add(new Media("audio-1" + MediaTypes.extension(type), type, null, data));
            }
        }
        return List.copyOf(all);
    }

    private static void image(JsonNode image, List<Media> all) {
        JsonNode said = image.path("image_url");
        JsonNode url = said.isTextual() ? said : said.path("url");
        if (!url.isTextual() || url.textValue().isEmpty()) {
            return;
        }
        String name = "image-" + (all.size() + 1);
        DataText data = DataText.ofUrl(url.textValue());
        if (data == null) {
            all.add(new Media(name, null, url.textValue(), null));
        } else {
            String type = MediaTypes.ofImage(data.contentType(), data.start());
            all.add(new Media(name + MediaTypes.extension(type), type, null, data));
        }
    }

    /**
     * Its name, such as {@code image-1.png} or {@code audio-1.mp3}: counted from 1, with the extension of its content type. Never
     * chosen by the service.
     */
    public String name() {
        return name;
    }

    /**
     * Its content type, such as {@code image/png}. Of images that which the service says; of sound that which its first bytes say, and
     * {@code audio/pcm} where they say nothing, as raw samples do. Null where the service named only an address.
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Its address, where the service sent one instead of the content; null otherwise. Nothing is downloaded: whether that host is to be
     * asked is the route's decision.
     */
    public String url() {
        return url;
    }

    /**
     * Its content, decoded for this caller.
     *
     * @throws IllegalStateException where the service named only an address, or what it sent cannot be decoded
     */
    public byte[] bytes() {
        if (data == null) {
            throw new IllegalStateException(name + " has no content: the service named its address alone, see url()");
        }
        try {
            return data.bytes();
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(name + " cannot be decoded: it is no valid base64", e);
        }
    }

    /** Its name and type: the content is long, and an address may be secret. */
    @Override
    public String toString() {
        return "Media[" + name + (contentType == null ? "" : ", " + contentType) + "]";
    }
}
