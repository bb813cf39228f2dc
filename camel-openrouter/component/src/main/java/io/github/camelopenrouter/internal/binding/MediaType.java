package io.github.camelopenrouter.internal.binding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MimeTypes;

/**
 * What bytes are, as far as the service takes them.
 *
 * @param kind how they are sent
 * @param name the content type of images, videos and documents, and the format of sound, as the service knows them
 * @param charset of text
 */
record MediaType(Kind kind, String name, Charset charset) {

    /** How bytes are sent. */
    enum Kind {
        IMAGE,
        DOCUMENT,
        SOUND,
        VIDEO,
        TEXT
    }

    /** What is taken, for messages. */
    static final String TAKEN =
            "images (png, jpeg, webp, gif), PDF, sound (wav, mp3, flac, m4a, ogg, aiff, aac, pcm16, pcm24),"
                    + " videos (mp4, mpeg, mov, webm) and text";

    /** So many bytes tell what the rest is. */
    static final int HEAD = 64 * 1024;

    private static final Map<String, MediaType> MEDIA = Map.ofEntries(
            image("image/png", "image/png"),
            image("image/x-png", "image/png"),
            image("image/apng", "image/png"),
            image("image/jpeg", "image/jpeg"),
            image("image/jpg", "image/jpeg"),
            image("image/pjpeg", "image/jpeg"),
            image("image/webp", "image/webp"),
            image("image/gif", "image/gif"),
            Map.entry("application/pdf", new MediaType(Kind.DOCUMENT, "application/pdf", null)),
            Map.entry("application/x-pdf", new MediaType(Kind.DOCUMENT, "application/pdf", null)),
            sound("audio/wav", "wav"),
            sound("audio/wave", "wav"),
            sound("audio/x-wav", "wav"),
            sound("audio/vnd.wave", "wav"),
            sound("audio/mpeg", "mp3"),
            sound("audio/mp3", "mp3"),
            sound("audio/flac", "flac"),
            sound("audio/x-flac", "flac"),
            sound("audio/mp4", "m4a"),
            sound("audio/m4a", "m4a"),
            sound("audio/x-m4a", "m4a"),
            sound("audio/ogg", "ogg"),
            sound("audio/vorbis", "ogg"),
            sound("audio/opus", "ogg"),
            sound("audio/aiff", "aiff"),
            sound("audio/x-aiff", "aiff"),
            sound("audio/aac", "aac"),
            sound("audio/x-aac", "aac"),
            sound("audio/l16", "pcm16"),
            sound("audio/pcm16", "pcm16"),
            sound("audio/pcm", "pcm16"),
            sound("audio/l24", "pcm24"),
            sound("audio/pcm24", "pcm24"),
            video("video/mp4", "video/mp4"),
            video("video/x-m4v", "video/mp4"),
            video("application/mp4", "video/mp4"),
            video("video/mpeg", "video/mpeg"),
            video("video/quicktime", "video/mov"),
            video("video/mov", "video/mov"),
            video("video/webm", "video/webm"));

    private static final MediaType QUICKTIME = MEDIA.get("video/quicktime");

    /** Texts whose type does not begin with text. */
    private static final Set<String> TEXTS = Set.of(
            "application/json", "application/xml", "application/x-ndjson", "application/yaml", "application/csv");

    /** These say nothing. */
    private static final Set<String> ANY =
            Set.of("application/octet-stream", "binary/octet-stream", "application/binary", "*/*");

    private static Map.Entry<String, MediaType> image(String type, String name) {
        return Map.entry(type, new MediaType(Kind.IMAGE, name, null));
    }

    private static Map.Entry<String, MediaType> sound(String type, String format) {
        return Map.entry(type, new MediaType(Kind.SOUND, format, null));
    }

    private static Map.Entry<String, MediaType> video(String type, String name) {
        return Map.entry(type, new MediaType(Kind.VIDEO, name, null));
    }

    /**
     * What a content type says.
     *
     * @param contentType with or without parameters; may be null
     * @return null where it says nothing
     * @throws IllegalArgumentException where it is none that the service takes; the message is the end of a sentence
     */
    static MediaType declared(String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (type.isEmpty() || ANY.contains(type)) {
            return null;
        }
        MediaType media = MEDIA.get(type);
        if (media != null) {
            return media;
        }
        if (type.startsWith("text/") || TEXTS.contains(type) || isStructured(type)) {
            return new MediaType(Kind.TEXT, type, charset(contentType));
        }
        throw new IllegalArgumentException(
                "is " + OptionValue.quoted(type) + ", which the service does not take: it takes " + TAKEN);
    }

    private static boolean isStructured(String type) {
        return type.startsWith("application/") && (type.endsWith("+json") || type.endsWith("+xml"));
    }

    private static Charset charset(String contentType) {
        for (String parameter : contentType.split(";")) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2 && pair[0].trim().equalsIgnoreCase("charset")) {
                try {
                    return Charset.forName(pair[1].trim().replace("\"", ""));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "has a charset that is not known here: " + OptionValue.quoted(pair[1].trim()), e);
                }
            }
        }
        return StandardCharsets.UTF_8;
    }

    /**
     * What bytes themselves say.
     *
     * @param head the first bytes
     * @param length of the head
     * @param fileName may say what the bytes leave open, such as the kind of a text; null for none
     * @throws IllegalArgumentException where it is nothing that the service takes; the message is the end of a sentence
     */
    static MediaType detected(byte[] head, int length, String fileName) {
        Metadata metadata = new Metadata();
        if (fileName != null) {
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
        }
        String type;
        try {
            type = Known.TYPES
                    .detect(new ByteArrayInputStream(head, 0, length), metadata)
                    .toString();
        } catch (IOException e) {
            throw new IllegalArgumentException("is of a kind that cannot be told", e);
        }
        MediaType known = declared(type);
        if (known == QUICKTIME && isIsoFile(head, length)) {
            return MEDIA.get("video/mp4");
        }
        if (known == null) {
            throw new IllegalArgumentException("is of no kind that is known: the service takes " + TAKEN);
        }
        return known;
    }

    /** The list of types takes every file of this family for Apple's, but for a few of its brands. */
    private static boolean isIsoFile(byte[] head, int length) {
        String begin = new String(head, 0, Math.min(length, 12), StandardCharsets.ISO_8859_1);
        return begin.startsWith("ftyp", 4) && !begin.startsWith("qt  ", 8);
    }

    /** Reading the list of all types takes a while, and many applications never need it. */
    private static final class Known {
        static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();
    }
}
