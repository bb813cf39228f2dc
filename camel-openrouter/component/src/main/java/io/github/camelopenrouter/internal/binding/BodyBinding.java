package io.github.camelopenrouter.internal.binding;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.model.ChatMessage;
import io.github.camelopenrouter.model.ChatRequest;
import io.github.camelopenrouter.model.ContentPart;

/**
 * What a message body means: text is always the prompt, a list is the conversation, a map, {@link JsonNode} or
 * {@link ChatRequest} is a whole request. Text is never looked into: a prompt that reads like a URL or a file name is a prompt.
 */
final class BodyBinding {
    private static final Set<String> SETTERS = Set.of("system", "developer");

    /** Bytes of the shortest message in JSON. */
    private static final int SHORTEST_MESSAGE = 12;

    private BodyBinding() {}

    /**
     * The request's members as the body has them; {@code messages} is a list of {@link ChatMessage}, {@link Map} or
     * {@link JsonNode}.
     *
     * @param longest how many bytes may be read of a stream
     * @param media what may go with the text, and instead of it
     * @param beside what is said beside a body that is no text; null for nothing
     * @throws IllegalArgumentException where the body cannot be sent
     */
    static Map<String, Object> members(Exchange exchange, int longest, PromptMedia.OfMessage media, String beside) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof ChatRequest request) {
            return whole(request.members(), longest);
        }
        if (body instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            JsonMembers.merge(members, map);
            return whole(members, longest);
        }
        if (body instanceof JsonNode node && node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            return whole(members, longest);
        }
        Map<String, Object> members = new HashMap<>(4);
        members.put("messages", messages(body, longest, media, beside));
        return members;
    }

    private static Map<String, Object> whole(Map<String, Object> request, int longest) {
        Map<String, Object> members = new TreeMap<>(request);
        Object messages = members.get("messages");
        if (messages == null && members.get("prompt") != null) {
            return members;
        }
        if (messages instanceof Object[] array) {
            members.put("messages", checked(Arrays.asList(array), longest));
            return members;
        }
        if (messages instanceof Iterable<?> list && !(messages instanceof JsonNode node && !node.isArray())) {
            members.put("messages", checked(list, longest));
            return members;
        }
        throw new IllegalArgumentException(
                "The body is a request without the list \"messages\". Add it, or send the prompt as text");
    }

    private static List<Object> messages(Object body, int longest, PromptMedia.OfMessage media, String beside) {
        if (body instanceof ChatMessage message) {
            return List.of(message);
        }
        if (body instanceof Iterable<?> list
                && !(body instanceof Path)
                && !(body instanceof JsonNode node && !node.isArray())) {
            return checked(list, longest);
        }
        Object said;
        try {
            said = said(body, longest, media, beside);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body could not be read", e);
        }
        if (said instanceof String prompt && !prompt.isBlank()) {
            return List.of(ChatMessage.user(prompt));
        }
        List<Object> parts = new ArrayList<>();
        if (beside != null && !beside.isBlank()) {
            parts.add(ContentPart.text(beside));
        }
        if (!(said instanceof String)) {
            parts.add(said);
        } else if (!media.hasAttachments()) {
            throw new IllegalArgumentException(
                    "The body is empty: there is no prompt to send. A stream that was read before cannot be read again");
        }
        return List.of(ChatMessage.user(parts));
    }

    /** The prompt, or a part that is something else. */
    private static Object said(Object body, int longest, PromptMedia.OfMessage media, String beside)
            throws IOException {
        if (!media.allowsFileBody()) {
            return prompt(body, longest);
        }
        Object content = content(body);
        if (content instanceof Path file) {
            return media.file(file, beside == null || beside.isBlank());
        }
        boolean bytes = content instanceof byte[] || content instanceof InputStream || content instanceof StreamCache;
        if (!bytes || content instanceof Reader) {
            return prompt(content, longest);
        }
        if (media.isMedia()) {
            return medium(content, media);
        }
        byte[] read = bytes(content, longest);
        return PromptMedia.isUtf8(read) ? new String(read, StandardCharsets.UTF_8) : media.bytes(read);
    }

    /** What stands behind a file that Camel wraps; files as paths. */
    private static Object content(Object body) {
        if (body instanceof WrappedFile<?> wrapped) {
            Object file = wrapped.getFile();
            return file instanceof File || file instanceof Path || wrapped.getBody() == null
                    ? content(file)
                    : content(wrapped.getBody());
        }
        return body instanceof File file ? file.toPath() : body;
    }

    private static Object medium(Object content, PromptMedia.OfMessage media) throws IOException {
        if (content instanceof byte[] bytes) {
            return media.bytes(bytes);
        }
        if (content instanceof StreamCache cache && !(content instanceof InputStream)) {
            byte[] bytes = bytes(cache, media.longest());
            return media.bytes(bytes);
        }
        Object part = media.stream((InputStream) content);
        if (content instanceof StreamCache cache) {
            cache.reset();
        }
        return part;
    }

    private static List<Object> checked(Iterable<?> list, int longest) {
        List<Object> messages = new ArrayList<>();
        try {
            for (Object element : list) {
                messages.add(message(element, messages.size()));
                if (messages.size() > longest / SHORTEST_MESSAGE) {
                    throw new TooLong(longest);
                }
            }
        } catch (Refused e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "The conversation could not be read: its list failed ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("The conversation is empty: it needs at least one message");
        }
        return messages;
    }

    private static Object message(Object element, int at) {
        boolean message = element instanceof ChatMessage
                || element instanceof Map<?, ?> map && map.get("role") != null
                || element instanceof JsonNode node && node.path("role").isTextual();
        if (!message) {
            throw new Refused(
                    "Element " + at
                            + " of the conversation is not a message: it must be a ChatMessage, or a Map or JSON object with a role");
        }
        return element;
    }

    private static String prompt(Object body, int longest) throws IOException {
        if (body == null) {
            return "";
        }
        if (body instanceof CharSequence || body instanceof Number || body instanceof Boolean) {
            return body.toString();
        }
        if (body instanceof JsonNode node && node.isValueNode()) {
            return node.isNull() ? "" : node.asText();
        }
        if (body instanceof File || body instanceof Path || body instanceof WrappedFile) {
            throw new IllegalArgumentException(
                    "The body is a file, and files are not sent unasked: the options allowFileBody and"
                            + " fileBodyDirectory allow it. Use convertBodyTo(String.class) if its text is the prompt");
        }
        // before StreamCache: a cached reader writes itself in the platform's charset
        String text = body instanceof Reader reader ? text(reader, longest) : stream(body, longest);
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        if (text != null) {
            return text;
        }
        throw new IllegalArgumentException("The body is a " + body.getClass().getName()
                + ", which is no prompt: send text, a list of messages, a map or a ChatRequest");
    }

    private static String text(Reader reader, int longest) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] some = new char[8_192];
        for (int read = reader.read(some); read >= 0; read = reader.read(some)) {
            text.append(some, 0, read);
            if (text.length() > longest) {
                throw new TooLong(longest);
            }
        }
        return text.toString();
    }

    /** Null for what is no stream of bytes. */
    private static String stream(Object body, int longest) throws IOException {
        if (body instanceof StreamCache cache) {
            ByteArrayOutputStream bytes = cached(cache, longest);
            return utf8(bytes.toString(StandardCharsets.UTF_8), bytes::toByteArray);
        }
        if (body instanceof InputStream || body instanceof byte[]) {
            byte[] bytes = bytes(body, longest);
            return utf8(new String(bytes, StandardCharsets.UTF_8), () -> bytes);
        }
        return null;
    }

    private static ByteArrayOutputStream cached(StreamCache cache, int longest) throws IOException {
        long known = cache.length();
        ByteArrayOutputStream bytes = new Bounded(longest, known > 0 && known <= longest ? (int) known : 32);
        cache.writeTo(bytes);
        return bytes;
    }

    private static byte[] bytes(Object body, int longest) throws IOException {
        if (body instanceof StreamCache cache) {
            byte[] bytes = cached(cache, longest).toByteArray();
            cache.reset();
            return bytes;
        }
        byte[] bytes = body instanceof InputStream stream
                ? stream.readNBytes(longest == Integer.MAX_VALUE ? longest : longest + 1)
                : (byte[]) body;
        if (bytes.length > longest) {
            throw new TooLong(longest);
        }
        return bytes;
    }

    /** A text that has no replacement character was UTF-8; of others the bytes are looked at again. */
    private static String utf8(String text, Supplier<byte[]> bytes) {
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.get()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The body is binary, and files are not sent unasked: the option allowFileBody allows it. If it is text in another"
                            + " charset, use convertBodyTo(String.class)",
                    e);
        }
    }

    /** Keeps the bytes of a stream, up to a limit. */
    private static final class Bounded extends ByteArrayOutputStream {
        private final int longest;

        Bounded(int longest, int expected) {
            super(expected);
            this.longest = longest;
        }

        @Override
        public synchronized void write(int b) {
            expect(1);
            super.write(b);
        }

        @Override
        public synchronized void write(byte[] source, int offset, int length) {
            expect(length);
            super.write(source, offset, length);
        }

        private void expect(int length) {
            if (length > longest - count) {
                throw new TooLong(longest);
            }
        }
    }

    /** A body that cannot be sent; said by us, and not by what reads it. */
    private static class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    private static final class TooLong extends Refused {
        private static final long serialVersionUID = 1L;

        TooLong(int longest) {
            super("The body has more bytes than the option maxRequestBytes allows (" + longest
                    + "): reading it was stopped there");
        }
    }

    /**
     * Puts a system or developer message before the conversation.
     *
     * @param text null for none, where one that the conversation has goes
     * @param replace whether one that the conversation has gives way
     */
    static void lead(Map<String, Object> members, String role, String text, boolean replace) {
        if (!(members.get("messages") instanceof List<?> list)) {
            return;
        }
        List<Object> messages = new ArrayList<>(list);
        boolean present = messages.stream().anyMatch(message -> role.equals(role(message)));
        if (present && !replace) {
            return;
        }
        if (present) {
            messages.removeIf(message -> role.equals(role(message)));
        }
        if (text != null) {
            add(messages, role, text);
        }
        members.put("messages", messages);
    }

    private static void add(List<Object> messages, String role, String text) {
        int at = 0;
        while (role.equals("developer") && at < messages.size() && "system".equals(role(messages.get(at)))) {
            at++;
        }
        messages.add(at, role.equals("system") ? ChatMessage.system(text) : ChatMessage.developer(text));
    }

    private static String role(Object message) {
        String role = message instanceof ChatMessage chat
                ? chat.role()
                : message instanceof Map<?, ?> map
                        ? String.valueOf(map.get("role"))
                        : message instanceof JsonNode node ? node.path("role").asText() : "";
        return SETTERS.contains(role) ? role : null;
    }
}
