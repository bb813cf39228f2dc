package io.github.camelopenrouter.internal.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange of {@link HttpTransport}: writes the request, reads the answer within the window, and can be cut. HttpClient calls it
 * on the connection's I/O thread, which must survive whatever a handler does.
 */
final class HttpExchange implements AsyncResponseConsumer<Void>, FutureCallback<Void>, Transport.Window, Transport.Cut {
    private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

    /** Bytes that an unread answer may hold here; the rest waits in the sockets' buffers and then at the sender. */
    static final int WINDOW = 64 * 1024;

    private final Sender sender;
    private final Transport.Handler handler;
    private final Set<HttpExchange> running;
    /** Bytes to give back to the connection once it asks for more. */
    private final AtomicInteger pending = new AtomicInteger();

    private volatile CapacityChannel channel;
    private volatile boolean cut;
    private volatile AsyncExecRuntime connected;
    private volatile Future<Void> future;
    private FutureCallback<Void> result;
    private boolean terminated;

    HttpExchange(BasicHttpRequest head, byte[] body, Transport.Handler handler, Set<HttpExchange> running) {
        this.sender = new Sender(head, body);
        this.handler = handler;
        this.running = running;
    }

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<Void> callback) {
        result = callback;
        guarded(() -> handler.head(new ResponseHead(response), this));
        if (entity == null) {
            end();
            callback.completed(null);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {
        // 1xx says nothing about the answer
    }

    @Override
    public void consume(ByteBuffer bytes) {
        if (cut) {
            bytes.position(bytes.limit());
            return;
        }
        guarded(() -> handler.data(bytes));
    }

    /** An error that escaped here would end the I/O thread, and with it every other call of the component. */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            cut();
            failed(new IOException("reading the answer failed", e));
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        end();
        result.completed(null);
    }

    private void end() {
        synchronized (this) {
            terminated = true;
        }
        running.remove(this);
        if (!cut) {
            try {
                handler.end();
            } catch (RuntimeException | Error e) {
                cut();
                tell(new IOException("reading the end of the answer failed", e));
            }
        }
    }

    /** Called when the window is used up: reading stops until capacity is given back. */
    @Override
    public void updateCapacity(CapacityChannel capacity) {
        channel = capacity;
        if (!cut) {
            giveBack(capacity);
        }
    }

    @Override
    public void release(int bytes) {
        int owed = pending.accumulateAndGet(bytes, HttpExchange::sum);
        CapacityChannel capacity = channel;
        if (capacity != null && owed >= WINDOW / 2) {
            giveBack(capacity);
        }
    }

    /** No reader can hold or give back more than an int has room for, and none may turn a window round by trying. */
    private static int sum(int a, int b) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, (long) a + b));
    }

    /** On the I/O thread or on a reader's, which has nothing to do with a connection that is no more. */
    private void giveBack(CapacityChannel capacity) {
        try {
            // the connection reads a whole buffer for any increment: small ones would be no limit at all
            giveBack(capacity, WINDOW / 2);
        } catch (IOException | RuntimeException | Error e) {
            cut();
            failed(e instanceof IOException broken ? broken : new IOException("reading on failed", e));
        }
    }

    private void giveBack(CapacityChannel capacity, int least) throws IOException {
        int owed = pending.get();
        while (owed >= least) {
            if (pending.compareAndSet(owed, 0)) {
                capacity.update(owed);
                return;
            }
            owed = pending.get();
        }
    }

    AsyncRequestProducer request() {
        return sender;
    }

    /** Called with the running request, which may have been cut already. */
    void started(Future<Void> running) {
        future = running;
        if (cut) {
            cut();
        }
    }

    /** Called right before the request is written, with what holds its connection. */
    void connected(AsyncExecRuntime connection) {
        connected = connection;
    }

    boolean wasCut() {
        return cut;
    }

    @Override
    public boolean cut() {
        cut = true;
        try {
            Future<Void> request = future;
            if (request != null) {
                request.cancel(true);
            }
        } catch (RuntimeException e) {
            LOG.debug("a request could not be cancelled; its connection is closed all the same", e);
        }
        try {
            AsyncExecRuntime open = connected;
            if (open != null) {
                open.discardEndpoint();
            }
        } catch (RuntimeException e) {
            LOG.warn("a connection could not be closed", e);
        }
        return sender.sent;
    }

    @Override
    public void failed(Exception cause) {
        synchronized (this) {
            if (terminated) {
                return;
            }
            terminated = true;
        }
        running.remove(this);
        tell(cause);
    }

    private void tell(Exception cause) {
        try {
            handler.failed(cause, sender.sent);
        } catch (RuntimeException | Error e) {
            // the thread has other calls to serve
            LOG.error("a failed exchange could not be told", e);
        }
    }

    @Override
    public void completed(Void nothing) {
        // told by streamEnd
    }

    @Override
    public void cancelled() {
        failed(new IOException("cancelled"));
    }

    @Override
    public void releaseResources() {
        // nothing is held
    }

    /** Writes the request and remembers whether any of its body was handed to a connection. */
    private static final class Sender extends BasicRequestProducer implements AsyncRequestProducer {
        volatile boolean sent;

        Sender(BasicHttpRequest head, byte[] body) {
            super(head, body == null ? null : new JsonBody(body));
        }

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            sent = true;
            try {
                super.produce(channel);
            } catch (RuntimeException | Error e) {
                throw new IOException("writing the request failed", e);
            }
        }
    }

    private record ResponseHead(HttpResponse response) implements Transport.Head {
        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public String first(String name) {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        }

        @Override
        public Map<String, List<String>> all() {
            Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (Header header : response.getHeaders()) {
                all.computeIfAbsent(header.getName(), name -> new ArrayList<>(1))
                        .add(header.getValue());
            }
            return all;
        }
    }
}
