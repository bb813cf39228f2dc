package io.github.camelopenrouter.benchmarks.route;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Abandonment;

/** Routes that leave a stream after some chunks, each in its own way. */
public enum Abandoning {
    CLOSED("a processor closes the body", 20) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY).to(openrouter).process(exchange -> {
                read(exchange, current.get());
                current.get().leave();
                exchange.getMessage().getBody(Closeable.class).close();
            });
        }
    },
    SPLIT_STOPPED("split with stopOnException, a part fails", 20) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY)
                    .to(openrouter)
                    .split(builder.body())
                    .streaming()
                    .stopOnException()
                    .process(exchange -> takeAndFail(current.get()));
        }
    },
    FAILED_ELSEWHERE("the exchange fails in a later processor", 20) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY)
                    .to(openrouter)
                    .process(exchange -> read(exchange, current.get()))
                    .process(exchange -> {
                        current.get().leave();
                        throw new IOException("The user has failed");
                    });
        }
    },
    STALLED("a reader stalls, then the exchange ends", 0) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY).to(openrouter).process(exchange -> {
                read(exchange, current.get());
                current.get().stall();
            });
        }
    },
    ROUTE_STOPPED("the route is stopped, 100 ms of grace, split goes on", 20) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY)
                    .routeId(ROUTE)
                    .to(openrouter)
                    .split(builder.body())
                    .streaming()
                    .process(exchange -> current.get().take());
        }

        @Override
        public void act(Routes routes, Abandonment abandonment) throws Exception {
            abandonment.awaitEnough();
            abandonment.leave();
            routes.stop(ROUTE, GRACE_MILLIS);
        }

        @Override
        public void again(Routes routes) throws Exception {
            routes.start(ROUTE);
        }
    },
    PUSH_FAILED("the route that chunks are pushed to fails", 20) {
        @Override
        void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current) {
            builder.from(Routes.ENTRY).to(openrouter + "&streamTo=direct:chunk");
            builder.from("direct:chunk").process(exchange -> takeAndFail(current.get()));
        }
    };

    private static final String ROUTE = "abandoned";
    private static final long GRACE_MILLIS = 100;

    private final String story;
    private final int intervalMillis;

    Abandoning(String story, int intervalMillis) {
        this.story = story;
        this.intervalMillis = intervalMillis;
    }

    /** What happens, in words. */
    public String story() {
        return story;
    }

    /** The pace of the stream that is left. */
    public int intervalMillis() {
        return intervalMillis;
    }

    /** A context in which streams are left in this way. */
    public Routes routes(String baseUrl, AtomicReference<Abandonment> current) throws Exception {
        String openrouter = Routes.openrouter("streaming", baseUrl, "");
        return new Routes(new RouteBuilder() {
            @Override
            public void configure() {
                route(this, openrouter, current);
            }
        });
    }

    abstract void route(RouteBuilder builder, String openrouter, AtomicReference<Abandonment> current);

    /** What is done from outside while the stream runs. */
    public void act(Routes routes, Abandonment abandonment) throws Exception {
        // the route does it all
    }

    /** Makes ready for the next stream. */
    public void again(Routes routes) throws Exception {
        // nothing was broken
    }

    private static void read(Exchange exchange, Abandonment abandonment) {
        Iterator<?> chunks = exchange.getMessage().getBody(Iterator.class);
        do {
            chunks.next();
        } while (!abandonment.take());
    }

    private static void takeAndFail(Abandonment abandonment) throws IOException {
        if (abandonment.take()) {
            abandonment.leave();
            throw new IOException("The user has failed");
        }
    }
}
