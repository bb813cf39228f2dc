package io.github.camelopenrouter.internal.binding;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.DefaultAttachmentMessage;
import org.apache.camel.trait.message.MessageTrait;

import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.internal.wire.Base64Text;
import io.github.camelopenrouter.model.ContentPart;

/**
 * What goes with the text of a message: its attachments, and a body that is an image, a document, sound, a video or a file. Nothing
 * is read beyond what the options allow, and files are read where the request is written. Immutable, thread-safe.
 */
final class PromptMedia {
    private final boolean sendAttachments;
    private final boolean allowFileBody;
    private final FileBodies files;
    private final int each;
    private final int all;

    /**
     * @throws IllegalArgumentException where an option has a bad value; the message names it
     */
    PromptMedia(OpenRouterConfiguration configuration) {
        this.sendAttachments = configuration.isSendAttachments();
        this.allowFileBody = configuration.isAllowFileBody();
        this.files = new FileBodies(configuration.getFileBodyDirectory());
        this.each = configuration.getMaxAttachmentBytes();
        this.all = configuration.getMaxAttachmentsBytes();
    }

    /** What one message has; not thread-safe. */
    OfMessage of(Message message) {
        return new OfMessage(message);
    }

    /** Counts the bytes of one message. */
    final class OfMessage {
        private final Message message;
        private long total;

        private OfMessage(Message message) {
            this.message = message;
        }

        /** Whether the body may be something else than text. */
        boolean allowsFileBody() {
            return allowFileBody;
        }

        /** How many bytes a body may have that is no text. */
        int longest() {
            return each;
        }

        /** Whether there are attachments, and they are to be sent. */
        boolean hasAttachments() {
            return sendAttachments && message.hasTrait(MessageTrait.ATTACHMENTS);
        }

        /**
         * The attachments in their order.
         *
         * @return empty for none
         * @throws IllegalArgumentException where one cannot be sent; the message names it
         */
        List<Object> attachments() {
            if (!hasAttachments()) {
                return List.of();
            }
            AttachmentMessage attached =
                    message instanceof AttachmentMessage own ? own : new DefaultAttachmentMessage(message);
            List<Object> parts = new ArrayList<>();
            attached.getAttachments().forEach((name, handler) -> parts.add(attachment(name, handler)));
            return parts;
        }

        private Object attachment(String name, DataHandler handler) {
            String whose = "The attachment " + OptionValue.quoted(name);
            if (handler == null) {
                throw new IllegalArgumentException(whose + " has no content");
            }
            String fileName = lastSegment(handler.getName() == null ? name : handler.getName());
            DataSource source = handler.getDataSource();
            try {
                if (source instanceof FileDataSource file) {
                    return part(file.getFile().toPath().toRealPath(), handler.getContentType(), fileName, whose, false);
                }
                try (InputStream in = handler.getInputStream()) {
                    return part(read(in, whose), handler.getContentType(), fileName, whose, false);
                }
            } catch (IOException e) {
                throw new IllegalArgumentException(whose + " could not be read", e);
            }
        }

        /**
         * A body that is a file.
         *
         * @param alone whether it is all that is said, so that a text needs no name
         * @throws IllegalArgumentException where it must not be sent, or cannot be
         */
        Object file(Path file, boolean alone) {
            Path real = files.allowed(file);
            try {
                return part(
                        real,
                        contentType(Exchange.FILE_CONTENT_TYPE, Exchange.CONTENT_TYPE),
                        lastSegment(real.toString()),
                        "The body",
                        alone);
            } catch (IOException e) {
                throw new IllegalArgumentException("The body is a file that could not be read", e);
            }
        }

        /**
         * A body of bytes that is no text.
         *
         * @throws IllegalArgumentException where it cannot be sent
         */
        Object bytes(byte[] bytes) {
            return part(counted(bytes, "The body"), contentType(), fileName(), "The body", false);
        }

        /**
         * A body that comes as a stream, and is no text.
         *
         * @throws IllegalArgumentException where it cannot be sent
         */
        Object stream(InputStream stream) throws IOException {
            return part(read(stream, "The body"), contentType(), fileName(), "The body", false);
        }

        /** Whether the message says that its body is an image, a document, sound or a video. */
        boolean isMedia() {
            try {
                MediaType declared = MediaType.declared(contentType());
                return declared != null && declared.kind() != MediaType.Kind.TEXT;
            } catch (IllegalArgumentException e) {
                // what is said of a text, such as a form's type, does not make it less of a prompt
                return false;
            }
        }

        private String contentType() {
            return contentType(Exchange.CONTENT_TYPE, Exchange.FILE_CONTENT_TYPE);
        }

        private String contentType(String header, String other) {
            Object said = message.getHeader(header);
            Object type = said == null ? message.getHeader(other) : said;
            return type == null ? null : type.toString();
        }

        /** What the model is told; it names no file that is read. */
        private String fileName() {
            Object name = message.getHeader(Exchange.FILE_NAME);
            return name == null ? null : lastSegment(name.toString());
        }

        private byte[] counted(byte[] bytes, String whose) {
            count(bytes.length, whose);
            return bytes;
        }

        private void count(long length, String whose) {
            if (length > each) {
                throw new IllegalArgumentException(
                        whose + " has more bytes than the option maxAttachmentBytes allows (" + each + ")");
            }
            if (length == 0) {
                throw new IllegalArgumentException(whose + " is empty: there is nothing to send of it");
            }
            total += length;
            if (total > all) {
                throw new IllegalArgumentException(
                        "The attachments have more bytes together than the option maxAttachmentsBytes allows (" + all
                                + ")");
            }
        }

        /** At most one byte more than is allowed is read. */
        private byte[] read(InputStream in, String whose) throws IOException {
            byte[] bytes = new byte[Math.min(each, Math.max(in.available(), 8 * 1024))];
            int used = 0;
            while (true) {
                int read = in.readNBytes(bytes, used, bytes.length - used);
                used += read;
                int more = used < bytes.length ? -1 : in.read();
                if (more < 0) {
                    return counted(used == bytes.length ? bytes : Arrays.copyOf(bytes, used), whose);
                }
                if (used == each) {
                    count(each + 1L, whose);
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(each, Math.max(2L * used, in.available() + used + 1L)));
                bytes[used++] = (byte) more;
            }
        }

        private Object part(byte[] bytes, String contentType, String fileName, String whose, boolean alone) {
            MediaType type = type(contentType, bytes, Math.min(bytes.length, MediaType.HEAD), fileName, whose);
            if (type.kind() == MediaType.Kind.TEXT) {
                return ContentPart.text(text(bytes, type.charset(), fileName, whose, alone));
            }
            return media(type, fileName, prefix -> Base64Text.of(prefix, bytes));
        }

        private Object part(Path file, String contentType, String fileName, String whose, boolean alone)
                throws IOException {
            long length = Files.size(file);
            count(length, whose);
            byte[] head;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                head = in.readNBytes((int) Math.min(length, MediaType.HEAD));
            }
            MediaType type = type(contentType, head, head.length, fileName, whose);
            if (type.kind() == MediaType.Kind.TEXT) {
                byte[] bytes = new byte[(int) length];
                try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                    bytes = Arrays.copyOf(bytes, in.readNBytes(bytes, 0, bytes.length));
                }
                return ContentPart.text(text(bytes, type.charset(), fileName, whose, alone));
            }
            return media(
                    type, fileName, prefix -> new Base64Text(prefix, (int) length, out -> copy(file, length, out)));
        }
    }

    /** Not a byte more than the file had. */
    private static void copy(Path file, long length, OutputStream out) throws IOException {
        byte[] some = new byte[48 * 1024];
        long left = length;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            while (left > 0) {
                int read = in.readNBytes(some, 0, (int) Math.min(left, some.length));
                if (read == 0) {
                    return;
                }
                out.write(some, 0, read);
                left -= read;
            }
        }
    }

    private static MediaType type(String contentType, byte[] head, int length, String fileName, String whose) {
        try {
            MediaType declared = MediaType.declared(contentType);
            return declared == null ? MediaType.detected(head, length, fileName) : declared;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(whose + " " + e.getMessage(), e);
        }
    }

    /** Bytes behind a prefix. */
    @FunctionalInterface
    private interface Encoded {
        Base64Text behind(String prefix);
    }

    private static Object media(MediaType type, String fileName, Encoded bytes) {
        return switch (type.kind()) {
            case IMAGE -> part("image_url", "url", bytes.behind("data:" + type.name() + ";base64,"), null, null);
            case VIDEO -> part("video_url", "url", bytes.behind("data:" + type.name() + ";base64,"), null, null);
            case SOUND -> part("input_audio", "data", bytes.behind(""), "format", type.name());
            default ->
                part(
                        "file",
                        "file_data",
                        bytes.behind("data:" + type.name() + ";base64,"),
                        "filename",
                        fileName == null ? "document.pdf" : fileName);
        };
    }

    private static Map<String, Object> part(
            String type, String member, Base64Text bytes, String further, String value) {
        Map<String, Object> medium = new LinkedHashMap<>();
        if (further != null) {
            medium.put(further, value);
        }
        medium.put(member, bytes);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", type);
        part.put(type, medium);
        return part;
    }

    private static String text(byte[] bytes, Charset charset, String fileName, String whose, boolean alone) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String itself = text.startsWith("\ufeff") ? text.substring(1) : text;
            return alone || fileName == null ? itself : fileName + ":\n\n" + itself;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    whose + " is no text in " + charset.name()
                            + ": say what it is by a content type, with its charset where it is text",
                    e);
        }
    }

    /** Whether bytes are text in UTF-8; makes no text of them. */
    static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer some = CharBuffer.allocate(4 * 1024);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            some.clear();
            result = decoder.decode(in, some, true);
        }
        return !result.isError();
    }

    /** The name of a file without its folders, of any system; bounded, without control characters. Null for none. */
    private static String lastSegment(String path) {
        String name = path.substring(1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .limit(200)
                .forEach(shown::appendCodePoint);
        return shown.toString().isBlank() ? null : shown.toString();
    }
}
