package io.github.camelopenrouter;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import io.github.camelopenrouter.model.ChatStream;

/**
 * Lets a route ask for a {@link Publisher}. The library is optional, so nothing but a check for it may lead here, and it is
 * registered by hand: a generated loader would name the type where it may be missing.
 */
final class ReactiveStreamsConverter {
    private ReactiveStreamsConverter() {}

    static void register(CamelContext context) {
        context.getTypeConverterRegistry()
                .addTypeConverter(
                        Publisher.class,
                        ChatStream.class,
                        new SimpleTypeConverter(false, ReactiveStreamsConverter::convert));
    }

    private static Object convert(Class<?> type, Exchange exchange, Object stream) {
        return FlowAdapters.toPublisher(((ChatStream) stream).publisher());
    }
}
