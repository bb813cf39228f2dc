package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

import org.apache.camel.Exchange;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ChatChunk;
import io.github.camelopenrouter.model.ChatResponse;

/**
 * One answer on its way to one page: takes a chunk from the model, writes it as a server-sent event, and takes the next one when
 * the browser has taken that. No thread waits for either. Thread-safe.
 */
final class Answer implements Flow.Subscriber<Object>, WriteListener, AsyncListener {
    private static final byte[] BEAT = ": \n\n".getBytes(StandardCharsets.US_ASCII);

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Runnable left;
    private final Exchange asked;

    // guarded by this
    private final Queue<byte[]> unwritten = new ArrayDeque<>();
    private boolean writable;
    private boolean unflushed;
    private boolean lastIsWritten;
    private boolean over;
    private boolean stopped;
    private boolean chunkIsWritten;
    private Flow.Subscription subscription;
    private Consumer<Throwable> then;
    private ChatResponse response;

    /**
     * @param asked the exchange that takes the question to the model
     * @param left called once, when the page has all or is gone
     */
    Answer(AsyncContext async, Exchange asked, Runnable left) throws IOException {
        this.async = async;
        this.asked = asked;
        this.left = left;
        // the component has time limits of its own
        async.setTimeout(0);
        async.getResponse().setContentType("text/event-stream;charset=UTF-8");
        out = async.getResponse().getOutputStream();
    }

    void open() {
        async.addListener(this);
        out.setWriteListener(this);
        beat();
    }

    /**
     * Writes what comes.
     *
     * @param whenOver called once, with why it failed, or null
     */
    void take(Flow.Publisher<?> chunks, Consumer<Throwable> whenOver) {
        synchronized (this) {
            then = whenOver;
        }
        chunks.subscribe(this);
    }

    /** The whole answer, as soon as its last chunk is there; null before. */
    synchronized ChatResponse response() {
        return response;
    }

    synchronized boolean stopped() {
        return stopped;
    }

    /**
     * Somebody has had enough: nothing more is taken, and what the model still writes, or has not even begun to write, is cut. The
     * exchange ends soon.
     */
    void stop() {
        Flow.Subscription taken;
        synchronized (this) {
            if (stopped || lastIsWritten) {
                return;
            }
            stopped = true;
            taken = subscription;
        }
        if (taken == null) {
            // there is no stream yet: the component cuts a call whose exchange nobody waits for any more
            asked.getExchangeExtension().setInterrupted(true);
        } else {
            taken.cancel();
            tell(null);
        }
    }

    /** The last event: behind it the page has all. */
    void end(ObjectNode event) {
        synchronized (this) {
            unwritten.add(bytes(event));
            lastIsWritten = true;
        }
        write();
    }

    /** Where nothing was to be written for a while, only this shows that nobody reads any more. */
    void beat() {
        synchronized (this) {
            if (!unwritten.isEmpty() || lastIsWritten || over) {
                return;
            }
            unwritten.add(BEAT);
        }
        write();
    }

    // ---- from the model

    @Override
    public void onSubscribe(Flow.Subscription given) {
        boolean enough;
        synchronized (this) {
            subscription = given;
            enough = stopped;
        }
        if (enough) {
            given.cancel();
            tell(null);
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(Object part) {
        ChatChunk chunk = (ChatChunk) part;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        if (!chunk.text().isEmpty()) {
            event.put("text", chunk.text());
        }
        if (chunk.reasoning() != null && !chunk.reasoning().isEmpty()) {
            event.put("reasoning", chunk.reasoning());
        }
        synchronized (this) {
            if (chunk.last()) {
                response = chunk.response();
            }
            if (!event.isEmpty()) {
                unwritten.add(bytes(event));
            }
            chunkIsWritten = true;
        }
        write();
    }

    @Override
    public void onError(Throwable failure) {
        tell(failure);
    }

    @Override
    public void onComplete() {
        tell(null);
    }

    private void tell(Throwable failure) {
        Consumer<Throwable> whenOver;
        synchronized (this) {
            whenOver = then;
            then = null;
        }
        if (whenOver != null) {
            whenOver.accept(failure);
        }
    }

    // ---- to the page

    @Override
    public void onWritePossible() {
        synchronized (this) {
            writable = true;
        }
        write();
    }

    /** Writes as much as the browser takes now; {@link #onWritePossible} goes on when it takes more. */
    private void write() {
        boolean all;
        Flow.Subscription next = null;
        synchronized (this) {
            if (!writable || over) {
                return;
            }
            try {
                if (!written()) {
                    return;
                }
            } catch (IOException | IllegalStateException e) {
                // the page is gone; the container tells it again, as onError, and that is where it counts
                return;
            }
            all = lastIsWritten;
            over = all;
            if (chunkIsWritten) {
                chunkIsWritten = false;
                next = stopped ? null : subscription;
            }
        }
        if (all) {
            async.complete();
        } else if (next != null) {
            next.request(1);
        }
    }

    private boolean written() throws IOException {
        while (out.isReady()) {
            byte[] event = unwritten.poll();
            if (event != null) {
                out.write(event);
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(ObjectNode event) {
        return ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The page is gone: what it does not see is not to be paid. */
    @Override
    public void onError(AsyncEvent event) {
        gone();
        async.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        gone();
        left.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // there is none
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // once is enough
    }

    private void gone() {
        synchronized (this) {
            over = true;
        }
        stop();
    }
}
