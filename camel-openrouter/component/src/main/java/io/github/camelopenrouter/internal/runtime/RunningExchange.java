package io.github.camelopenrouter.internal.runtime;

import java.lang.ref.WeakReference;
import java.util.concurrent.Executor;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExchangeHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.binding.FailureBinding;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.conversation.ConversationTurn;

/**
 * One exchange on its way through a producer: the one place where it ends. Whatever happens, and on whatever thread, the first who
 * says how it ends is heard and everybody else is not. Thread-safe.
 */
public final class RunningExchange {
    private static final Logger LOG = LoggerFactory.getLogger(RunningExchange.class);

    /** Until it has been told: then it is the route's alone, and nothing here keeps its body alive. */
    private volatile Exchange exchange;

    private final WeakReference<Exchange> known;
    private volatile AsyncCallback callback;
    private final FailureBinding failures;
    private final Executor goesOn;
    private final Runnable left;
    private final String fromRoute;
    private final String atRoute;

    // guarded by this
    private RunningCall call;
    private String[] cancelled;
    private boolean draining;
    private boolean told;
    private boolean finished;

    /** Where it is one of a conversation. */
    private volatile ConversationTurn turn;

    /**
     * @param goesOn where the route goes on; takes every task and does not throw
     * @param left called once, when the exchange has been told and its call is over; must not block
     */
    public RunningExchange(
            Exchange exchange, AsyncCallback callback, FailureBinding failures, Executor goesOn, Runnable left) {
        this.exchange = exchange;
        this.known = new WeakReference<>(exchange);
        this.callback = callback;
        this.failures = failures;
        this.goesOn = goesOn;
        this.left = left;
        this.fromRoute = exchange.getFromRouteId();
        this.atRoute = ExchangeHelper.getAtRouteId(exchange);
    }

    public Exchange exchange() {
        return exchange;
    }

    /** A route that ends in another one waits for it, and stops only when the other is done. */
    boolean isOf(String route) {
        return route.equals(fromRoute) || route.equals(atRoute);
    }

    public String fromRoute() {
        return fromRoute;
    }

    public String atRoute() {
        return atRoute;
    }

    /** Whoever waited for this exchange was interrupted and has it back: it must not be changed any more. */
    public boolean abandoned() {
        Exchange told = known.get();
        return told != null && told.getExchangeExtension().isInterrupted();
    }

    /** It is a turn of a conversation, which ends with it. */
    public void converses(ConversationTurn begun) {
        turn = begun;
    }

    /** The turn of a conversation that it is; null where it stands alone. */
    public ConversationTurn turn() {
        return turn;
    }

    private void left() {
        left.run();
        if (turn != null) {
            turn.leave();
        }
    }

    // ---- the call behind the exchange

    /** The call has begun, and may even have ended. What was wished meanwhile happens now. */
    public void started(RunningCall begun) {
        String[] wish;
        boolean drain;
        synchronized (this) {
            if (finished) {
                return;
            }
            call = begun;
            wish = cancelled;
            drain = draining;
        }
        if (drain) {
            begun.drain();
        }
        if (wish != null) {
            begun.cancel(wish[0], wish[1]);
        }
    }

    /** Cuts the call, now or as soon as it has begun; where it is over and the exchange still waits for others, that ends. */
    void cancel(String type, String why) {
        RunningCall running;
        boolean over;
        synchronized (this) {
            over = finished;
            cancelled = new String[] {type, why};
            running = call;
        }
        if (over) {
            fail(new TransportException(
                    ErrorDetails.of("OpenRouter: " + why, Outcome.UNKNOWN).withErrorType(type), null));
        } else if (running != null) {
            running.cancel(type, why);
        }
    }

    /** What only waits to be sent ends; what has been sent goes on. */
    public void drain() {
        RunningCall running;
        synchronized (this) {
            if (finished) {
                return;
            }
            draining = true;
            running = call;
        }
        if (running != null) {
            running.drain();
        }
    }

    /** The call is over, read or not: its connection is nobody's concern any more. */
    public void finished() {
        boolean last;
        synchronized (this) {
            last = told && !finished;
            finished = true;
        }
        if (last) {
            left();
        }
    }

    // ---- the end of the exchange

    /** Takes the right to tell the exchange how it ended; false where somebody else has. */
    public boolean claim() {
        boolean last;
        synchronized (this) {
            if (told) {
                return false;
            }
            told = true;
            last = finished;
        }
        if (last) {
            left();
        }
        return true;
    }

    /**
     * Ends the exchange well, unless {@code last} throws: the route goes on behind it. Returns at once.
     *
     * @param last puts the answer onto the exchange
     */
    public void done(Runnable last) {
        if (claim()) {
            goesOn.execute(() -> goOn(last));
        }
    }

    /**
     * As {@link #done}, where the call is over, too: who goes on behind the exchange finds nothing of it under way.
     *
     * @param last puts the answer or the failure onto the exchange
     */
    public void over(Runnable last) {
        boolean mine;
        boolean first;
        synchronized (this) {
            mine = !told;
            first = !told || !finished;
            told = true;
            finished = true;
        }
        if (first) {
            left();
        }
        if (mine) {
            goesOn.execute(() -> goOn(last));
        }
    }

    private void goOn(Runnable last) {
        try {
            if (!abandoned()) {
                last.run();
            }
        } catch (Throwable e) {
            // an error, too, is this exchange's own: one that escaped would leave it without an end
            exchange.setException(e);
        }
        AsyncCallback behind = callback;
        exchange = null;
        callback = null;
        try {
            behind.done(false);
        } catch (Throwable e) {
            LOG.error("A route failed outside of its error handler", e);
        }
    }

    public void fail(OpenRouterException failure) {
        done(() -> failure(failure));
    }

    /** Puts the failure on the exchange. */
    public void failure(OpenRouterException failure) {
        failures.fail(exchange, failure);
    }
}
