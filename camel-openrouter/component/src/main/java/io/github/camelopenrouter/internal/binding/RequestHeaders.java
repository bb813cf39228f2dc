package io.github.camelopenrouter.internal.binding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.OpenRouterConstants;

/**
 * The headers of a message that are ours, by their exact names: Camel's maps find a name in any case, and a JMS property of another
 * case passes header filters that know ours. Values come as brokers bring them: bytes are text in UTF-8, and what Camel's type
 * converters know as text is text. Numbers, lists and maps keep their type. Not thread-safe, for one message.
 */
public final class RequestHeaders {
    /** What all names begin with: Camel's header filters keep such headers off the wire, in both directions. */
    static final String PREFIX = "CamelOpenRouter";

    private static final Logger LOG = LoggerFactory.getLogger(RequestHeaders.class);
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private final Map<String, Object> ours;

    private RequestHeaders(Map<String, Object> ours) {
        this.ours = ours;
    }

    /**
     * @throws IllegalArgumentException where bytes are no text; the message names the header
     */
    public static RequestHeaders of(Message message) {
        if (!message.hasHeaders()) {
            return new RequestHeaders(Map.of());
        }
        Map<String, Object> ours = new HashMap<>();
        String prefix = PREFIX;
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            String name = header.getKey();
            if (header.getValue() == null || !name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                continue;
            }
            if (name.startsWith(prefix)) {
                ours.put(name, plain(name, header.getValue(), message));
            } else if (WARNED.compareAndSet(false, true)) {
                LOG.warn(
                        "A message has a header whose name is that of ours in another case: it is not read. Where messages come"
                                + " from others, remove the headers {}* before the route sets its own: they would keep that name",
                        prefix);
            }
        }
        return new RequestHeaders(ours);
    }

    /**
     * One header of a message as text.
     *
     * @return null where there is none by exactly this name
     * @throws IllegalArgumentException where it is no text; the message names the header
     */
    public static String text(Message message, String name) {
        // most messages do not have it in any case
        return message.getHeader(name) == null ? null : of(message).text(name);
    }

    /** Whether a message has a header by exactly this name. */
    public static boolean has(Message message, String name) {
        return message.getHeader(name) != null
                && message.getHeaders().keySet().stream().anyMatch(name::equals);
    }

    /** All by name. */
    Map<String, Object> all() {
        return ours;
    }

    /** The value of a header, or null. */
    public Object value(String name) {
        return ours.get(name);
    }

    /**
     * The value of a header as text, or null.
     *
     * @throws IllegalArgumentException where it is no text; the message names the header
     */
    public String text(String name) {
        Object value = ours.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof Enum<?> || value instanceof UUID) {
            return value.toString();
        }
        throw new IllegalArgumentException("The header " + name + " must be text, not " + OptionValue.kind(value));
    }

    /** A value as it is meant: text where it is bytes or what a converter knows as text; else itself. */
    static Object plain(String name, Object value, Message message) {
        if (value instanceof CharSequence || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof Number
                || value instanceof Boolean
                || value instanceof Enum<?>
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof Date) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return utf8(name, ByteBuffer.wrap(bytes));
        }
        if (value instanceof ByteBuffer bytes) {
            return utf8(name, bytes.duplicate());
        }
        if (value instanceof JsonNode node) {
            return node.isValueNode() ? node.asText() : node;
        }
        if (value instanceof Object[] array) {
            return list(name, Arrays.asList(array), message);
        }
        if (value instanceof Collection<?> list) {
            return list(name, list, message);
        }
        if (value instanceof Map<?, ?> map) {
            boolean json = name.equals(OpenRouterConstants.BODY) || name.equals(OpenRouterConstants.JSON_SCHEMA);
            return json ? map : map(name, map, message);
        }
        return converted(name, value, message);
    }

    private static List<Object> list(String name, Collection<?> elements, Message message) {
        List<Object> list = new ArrayList<>(elements.size());
        for (Object element : elements) {
            list.add(element instanceof Collection || element == null ? element : plain(name, element, message));
        }
        return list;
    }

    private static Map<Object, Object> map(String name, Map<?, ?> map, Message message) {
        Map<Object, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) ->
                plain.put(key, value instanceof Map || value == null ? value : plain(name, value, message)));
        return plain;
    }

    /** As text where a converter is made for it; Camel's last resort, toString, would make an address of many things. */
    private static Object converted(String name, Object value, Message message) {
        CamelContext context = message.getExchange().getContext();
        TypeConverter converter = context.getTypeConverterRegistry().lookup(String.class, value.getClass());
        if (converter == null) {
            return value;
        }
        try {
            String text = converter.convertTo(String.class, message.getExchange(), value);
            return text == null ? value : text;
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException("The header " + name + " could not be read as text", e);
        }
    }

    private static String utf8(String name, ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The header " + name + " must be text in UTF-8", e);
        }
        throw new IllegalArgumentException("The header " + name + " must be text in UTF-8, and has a NUL");
    }
}
