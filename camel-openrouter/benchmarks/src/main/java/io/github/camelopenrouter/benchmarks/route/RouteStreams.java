package io.github.camelopenrouter.benchmarks.route;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.Streams;

/** Streams through a route, in the three ways that the component has. */
public final class RouteStreams implements Streams {

    private static final int BUFFER = 8192;

    private final Routes routes;

    private RouteStreams(RouteBuilder builder) throws Exception {
        routes = new Routes(builder);
    }

    /** Every chunk is sent to a second route, which hands its text on. */
    public static RouteStreams push(String baseUrl, Consumer<String> chunks) throws Exception {
        return new RouteStreams(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).to(Routes.openrouter("streaming", baseUrl, "&streamTo=direct:chunk"));
                from("direct:chunk").process(exchange -> chunks.accept(text(exchange)));
            }
        });
    }

    /** Every element of the answer is sent to a second route as an object, which hands its time on. */
    public static RouteStreams pushElements(String baseUrl, Consumer<String> elements) throws Exception {
        return new RouteStreams(new RouteBuilder() {
            @Override
            public void configure() {
                String options = "&streamElements=/items&streamTo=direct:element&outputClass=" + Items.class.getName();
                from(Routes.ENTRY).to(Routes.openrouter("streaming", baseUrl, options));
                from("direct:element").process(exchange -> {
                    if (exchange.getMessage().getBody() instanceof Item item) {
                        elements.accept(item.at());
                    }
                });
            }
        });
    }

    /** What the model is asked for. */
    public record Items(List<Item> items) {}

    /**
     * An element.
     *
     * @param at when its last byte was written
     */
    public record Item(String text, String at) {}

    /** The body is split; the split runs on the thread that the component goes on with. */
    public static RouteStreams pull(String baseUrl, Consumer<String> chunks) throws Exception {
        return new RouteStreams(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY)
                        .to(Routes.openrouter("streaming", baseUrl, ""))
                        .split(body())
                        .streaming()
                        .process(exchange -> chunks.accept(text(exchange)));
            }
        });
    }

    /** The body is split on a thread of the given executor, which each stream holds to its end. */
    public static RouteStreams pull(String baseUrl, ExecutorService threads, Consumer<String> chunks) throws Exception {
        return new RouteStreams(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY)
                        .to(Routes.openrouter("streaming", baseUrl, ""))
                        .threads()
                        .executorService(threads)
                        .split(body())
                        .streaming()
                        .process(exchange -> chunks.accept(text(exchange)));
            }
        });
    }

    /**
     * The body is read as bytes.
     *
     * @param format sse or text
     * @param bytes hears at the end of each stream how many they were
     */
    public static RouteStreams passThrough(String baseUrl, String format, LongConsumer bytes) throws Exception {
        return new RouteStreams(new RouteBuilder() {
            @Override
            public void configure() {
                getContext().setStreamCaching(false);
                from(Routes.ENTRY)
                        .to(Routes.openrouter("streaming", baseUrl, "&streamFormat=" + format))
                        .process(exchange -> bytes.accept(length(exchange)));
            }
        });
    }

    @Override
    public void open(Ended ended) {
        routes.send(ended);
    }

    @Override
    public void close() {
        routes.close();
    }

    private static String text(Exchange exchange) {
        return exchange.getMessage().getBody(String.class);
    }

    private static long length(Exchange exchange) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                length += read;
            }
        }
        return length;
    }
}
