package io.github.camelopenrouter.model;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One part of a message's content: text, or a medium beside it. The members are those of
 * <a href="https://openrouter.ai/docs/features/images-and-pdfs">OpenRouter's multimodal messages</a>. A model reads text best that
 * stands before the media.
 *
 * <p>Immutable; bytes are not copied and must not change while the part is used. They are encoded once, when the request is written.
 * What the component takes for an image, sound or a video is not checked here: a service refuses what it does not know.
 */
public final class ContentPart {
    private static final Pattern CONTENT_TYPE = Pattern.compile("[\\w.+-]{1,60}/[\\w.+-]{1,100}");

    private final Map<String, Object> members;

    private ContentPart(Map<String, Object> members) {
        this.members = Collections.unmodifiableMap(members);
    }

    /** Bytes that stand in a request as a data URL. */
    public record DataUrl(String contentType, byte[] bytes) {
        /**
         * @throws IllegalArgumentException where the content type is none, such as {@code image/png}
         */
        public DataUrl {
            if (contentType == null || !CONTENT_TYPE.matcher(contentType).matches()) {
                throw new IllegalArgumentException("a part with bytes needs a content type such as image/png");
            }
            if (bytes == null || bytes.length == 0) {
                throw new IllegalArgumentException("a part with bytes needs at least one");
            }
        }

        /** What stands before the base64. */
        public String prefix() {
            return "data:" + contentType + ";base64,";
        }

        /** The whole, as text; requests are written without it. */
        @JsonValue
        public String text() {
            return prefix() + Base64.getEncoder().encodeToString(bytes);
        }

        /** Without the bytes, which must not reach a log by accident. */
        @Override
        public String toString() {
            return "DataUrl[" + contentType + ", " + bytes.length + " bytes]";
        }
    }

    public static ContentPart text(String text) {
        if (text == null) {
            throw new IllegalArgumentException("a part of text needs a text");
        }
        return of("text", "text", text);
    }

    /**
     * @param url {@code https:} or {@code data:}; the service fetches it, and this component never does
     */
    public static ContentPart image(String url) {
        return of("image_url", "image_url", object("url", url(url)));
    }

    /**
     * @param contentType such as {@code image/png}
     */
    public static ContentPart image(byte[] bytes, String contentType) {
        return of("image_url", "image_url", object("url", new DataUrl(contentType, bytes)));
    }

    /**
     * A document, such as a PDF.
     *
     * @param name that the model sees
     * @param url {@code https:} or {@code data:}; the service fetches it, and this component never does
     */
    public static ContentPart file(String name, String url) {
        return file(name, (Object) url(url));
    }

    /**
     * A document, such as a PDF.
     *
     * @param name that the model sees
     * @param contentType such as {@code application/pdf}
     */
    public static ContentPart file(String name, byte[] bytes, String contentType) {
        return file(name, new DataUrl(contentType, bytes));
    }

    private static ContentPart file(String name, Object data) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("a file needs a name");
        }
        Map<String, Object> file = object("filename", name);
        file.put("file_data", data);
        return of("file", "file", file);
    }

    /**
     * Sound; the service takes it only as bytes.
     *
     * @param format such as {@code wav} or {@code mp3}
     */
    public static ContentPart audio(byte[] bytes, String format) {
        if (bytes == null || bytes.length == 0 || format == null || format.isBlank()) {
            throw new IllegalArgumentException("a part of sound needs bytes and a format such as wav or mp3");
        }
        Map<String, Object> audio = object("data", bytes);
        audio.put("format", format);
        return of("input_audio", "input_audio", audio);
    }

    /**
     * @param url {@code https:} or {@code data:}; which ones are taken depends on the provider
     */
    public static ContentPart video(String url) {
        return of("video_url", "video_url", object("url", url(url)));
    }

    /**
     * @param contentType such as {@code video/mp4}
     */
    public static ContentPart video(byte[] bytes, String contentType) {
        return of("video_url", "video_url", object("url", new DataUrl(contentType, bytes)));
    }

    private static String url(String url) {
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("a part without bytes needs a URL");
        }
        return url;
    }

    private static Map<String, Object> object(String name, Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(name, value);
        return object;
    }

    private static ContentPart of(String type, String member, Object value) {
        Map<String, Object> members = object("type", type);
        members.put(member, value instanceof Map<?, ?> map ? Collections.unmodifiableMap(map) : value);
        return new ContentPart(members);
    }

    /** The same with a mark up to which a provider keeps the prompt for five minutes. */
    public ContentPart cached() {
        return with("cache_control", object("type", "ephemeral"));
    }

    /**
     * The same with a mark up to which a provider keeps the prompt.
     *
     * @param ttl {@code 5m} or {@code 1h}
     */
    public ContentPart cached(String ttl) {
        Map<String, Object> mark = object("type", "ephemeral");
        mark.put("ttl", ttl);
        return with("cache_control", mark);
    }

    /**
     * The same image in another detail.
     *
     * @param detail {@code low}, {@code high}, {@code original} or {@code auto}
     * @throws IllegalArgumentException where this is no image
     */
    public ContentPart detail(String detail) {
        if (!(members.get("image_url") instanceof Map<?, ?> image)) {
            throw new IllegalArgumentException("only an image has a detail");
        }
        Map<String, Object> more = object("url", image.get("url"));
        more.put("detail", detail);
        return with("image_url", Collections.unmodifiableMap(more));
    }

    /** The same with one more member, by its wire name. */
    public ContentPart with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new ContentPart(more);
    }

    /** {@code text}, {@code image_url}, {@code file}, {@code input_audio} or {@code video_url}. */
    public String type() {
        return (String) members.get("type");
    }

    /** The members by their wire names; bytes are {@code byte[]} or {@link DataUrl}. Unmodifiable. */
    @JsonValue
    public Map<String, Object> members() {
        return members;
    }

    /** The type only: content must not reach a log by accident. */
    @Override
    public String toString() {
        return "ContentPart[" + type() + "]";
    }
}
