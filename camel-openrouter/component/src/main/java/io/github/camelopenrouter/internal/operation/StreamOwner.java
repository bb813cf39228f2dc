package io.github.camelopenrouter.internal.operation;

import java.lang.ref.WeakReference;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Closes a stream with the exchange that it belongs to: a stream that nobody reads is still billed.
 *
 * <p>That is the exchange that asked for it, unless that one is a copy which an EIP made to go on with its result: a branch of
 * {@code multicast} or {@code recipientList}, what {@code enrich} or a circuit breaker sends. Such a copy is done before anybody
 * behind the EIP sees the body. If it ends with the stream in its hands, the stream goes on: it is closed with the exchange that the
 * copy was made of, where Camel names that; else by its reader. Whoever drops it ends it too: a stream that cannot be reached any
 * more is cut with its next chunk, and one that lies unread after {@code consumerTimeout}.
 *
 * <p>Where a template sent straight to the endpoint there is no route whose end could close the stream: the exchange is done before
 * the caller sees the body, and the caller closes it.
 */
final class StreamOwner extends SynchronizationAdapter {
    private final Object stream;
    private final Function<Object, Runnable> closing;
    private final Consumer<Object> wentOn;
    private volatile Origin origin;
    private volatile boolean handedOver;

    private StreamOwner(Object stream, Function<Object, Runnable> closing, Consumer<Object> wentOn) {
        this.stream = stream;
        this.closing = closing;
        this.wentOn = wentOn;
    }

    /**
     * @param closing how a stream is closed; asked with the stream, which must not be held longer than its reader holds it
     * @param wentOn hears of a stream that another exchange takes over, before that one reads it
     */
    static void own(Exchange exchange, Object stream, Function<Object, Runnable> closing, Consumer<Object> wentOn) {
        if (exchange.getFromRouteId() == null) {
            return;
        }
        StreamOwner owner = new StreamOwner(stream, closing, wentOn);
        UnitOfWork unit = exchange.getUnitOfWork();
        if (unit != null) {
            owner.origin = new Origin(stream, closing);
            unit.addSynchronization(owner.origin);
        }
        exchange.getExchangeExtension().addOnCompletion(owner);
    }

    @Override
    public void beforeHandover(Exchange target) {
        handedOver = true;
        wentOn.accept(stream);
    }

    @Override
    public void onDone(Exchange done) {
        Origin asked = origin;
        if (handedOver && asked != null) {
            asked.takerDone();
        } else if (!goesOn(done)) {
            closing.apply(stream).run();
        } else {
            later(done);
        }
    }

    private void later(Exchange done) {
        wentOn.accept(stream);
        UnitOfWork parent = done.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        Synchronization later = new Later(stream, closing);
        if (parent != null && parent != done.getUnitOfWork()) {
            parent.addSynchronization(later);
        } else {
            // an enricher takes over what is noted on its copy, once that has no unit of work of its own any more
            done.getExchangeExtension().setUnitOfWork(null);
            done.getExchangeExtension().addOnCompletion(later);
        }
    }

    /**
     * Whether this exchange is a copy whose result somebody takes, and the stream is that result. An exchange that took over what came
     * of a copy has the copy's properties too, which then name itself.
     */
    private boolean goesOn(Exchange done) {
        UnitOfWork parent = done.getProperty(ExchangePropertyKey.STREAM_CACHE_UNIT_OF_WORK, UnitOfWork.class);
        if (parent != null && parent != done.getUnitOfWork()) {
            return !done.isFailed() && holds(done);
        }
        String original = done.getProperty(ExchangePropertyKey.CORRELATION_ID, String.class);
        boolean copy = original != null && !original.equals(done.getExchangeId());
        boolean branch = done.getProperty(ExchangePropertyKey.MULTICAST_INDEX) != null
                || done.getProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK) != null
                || done.getPattern().isOutCapable();
        return copy && branch && !done.isFailed() && holds(done);
    }

    private boolean holds(Exchange done) {
        Message message = done.getMessage();
        return message.getBody() == stream
                || message.getHeaders().containsValue(stream)
                || done.getProperties().containsValue(stream)
                || done.hasVariables() && done.getVariables().containsValue(stream);
    }

    @Override
    public boolean allowHandover() {
        return true;
    }

    /**
     * The exchange that asked, where another one took the stream over, such as that of a {@code seda} route: it may wait for the
     * other and go on with its result. The stream ends with the later of both.
     */
    private static final class Origin extends SynchronizationAdapter {
        private final Later later;
        private boolean done;
        private boolean takerDone;

        Origin(Object stream, Function<Object, Runnable> closing) {
            later = new Later(stream, closing);
        }

        @Override
        public void onDone(Exchange exchange) {
            boolean both;
            synchronized (this) {
                done = true;
                both = takerDone;
            }
            if (both) {
                later.onDone(exchange);
            }
        }

        void takerDone() {
            boolean both;
            synchronized (this) {
                takerDone = true;
                both = done;
            }
            if (both) {
                later.onDone(null);
            }
        }

        @Override
        public boolean allowHandover() {
            return false;
        }
    }

    /** With the exchange that goes on. It must not keep a stream alive that everybody else has dropped. */
    private static final class Later extends SynchronizationAdapter {
        private final WeakReference<Object> stream;
        private final Function<Object, Runnable> closing;

        Later(Object stream, Function<Object, Runnable> closing) {
            this.stream = new WeakReference<>(stream);
            this.closing = closing;
        }

        @Override
        public void onDone(Exchange exchange) {
            Object left = stream.get();
            if (left != null) {
                closing.apply(left).run();
            }
        }

        @Override
        public boolean allowHandover() {
            return true;
        }
    }
}
