package io.github.camelopenrouter;

import java.util.concurrent.Flow;

import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelopenrouter.model.ElementStream;
import io.github.camelopenrouter.model.StreamElement;

/** What Camel makes of answers that become objects while they arrive, where a route asks for another type. */
@Converter(generateLoader = true)
public final class ElementConverters {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().findAndAddModules().build();

    private ElementConverters() {}

    /** The text of the whole answer; waits for its end. Throws what ended the answer. */
    @Converter
    public static String toString(ElementStream stream) {
        return stream.rest().response().text();
    }

    /** The parts, for one subscriber. */
    @Converter
    public static Flow.Publisher<StreamElement> toPublisher(ElementStream stream) {
        return stream.publisher();
    }

    /** The value as JSON; a text as itself. */
    @Converter
    public static String toString(StreamElement element, Exchange exchange) throws JsonProcessingException {
        if (element.value() instanceof String text) {
            return text;
        }
        ObjectMapper own =
                exchange == null ? null : exchange.getContext().getRegistry().findSingleByType(ObjectMapper.class);
        return (own != null ? own : MAPPER).writeValueAsString(element.value());
    }

    /**
     * A part is what its value is, or what Camel makes of that.
     *
     * @return null where Camel makes nothing of it
     */
    @Converter(fallback = true)
    public static <T> T toValue(Class<T> type, Exchange exchange, Object value, TypeConverterRegistry registry) {
        if (!(value instanceof StreamElement element) || element.value() == null) {
            return null;
        }
        if (type.isInstance(element.value())) {
            return type.cast(element.value());
        }
        return exchange == null
                ? null
                : exchange.getContext().getTypeConverter().tryConvertTo(type, exchange, element.value());
    }
}
