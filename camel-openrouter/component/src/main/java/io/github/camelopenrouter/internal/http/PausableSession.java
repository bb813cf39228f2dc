package io.github.camelopenrouter.internal.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.Lock;

import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that reads nothing while nothing is wanted, and whose end comes after everything that was sent before it.
 *
 * <p>HttpClient takes the read event away when a window is used up, but its loop goes on as long as a fast sender keeps the socket
 * full; here the socket looks empty to it until the event is back. And its decoders throw away what they have just decoded where
 * the next read within the same event meets the end of the connection or its reset; here such an end is told at the next event,
 * which comes at once, as an ended socket stays readable.
 */
final class PausableSession implements IOSession {
    private final IOSession session;
    /** Whether the read event at hand has brought bytes; on the I/O thread, like all reading. */
    private boolean brought;

    private boolean ended;
    private IOException broken;

    PausableSession(IOSession session) {
        this.session = session;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        boolean paused = session.getStatus() == Status.ACTIVE && (session.getEventMask() & SelectionKey.OP_READ) == 0;
        if (paused) {
            return 0;
        }
        if (!ended) {
            int count = readOn(target);
            if (count >= 0) {
                brought |= count > 0;
                return count;
            }
            ended = true;
        }
        if (brought) {
            return 0;
        }
        if (broken != null) {
            throw broken;
        }
        return -1;
    }

    /** Like {@code read}, except that a broken connection is an end like any other. */
    private int readOn(ByteBuffer target) {
        try {
            return session.read(target);
        } catch (IOException e) {
            broken = e;
            return -1;
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return session.write(source);
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public Command poll() {
        return session.poll();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int operations) {
        session.setEventMask(operations);
    }

    @Override
    public void setEvent(int operation) {
        session.setEvent(operation);
    }

    @Override
    public void clearEvent(int operation) {
        session.clearEvent(operation);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    /** Called at the beginning of each read event. */
    @Override
    public void updateReadTime() {
        brought = false;
        session.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
