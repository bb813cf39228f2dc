package io.github.camelopenrouter.internal.call;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.OpenRouterClient.Command;
import io.github.camelopenrouter.internal.http.Transport;
import io.github.camelopenrouter.internal.wire.Secrets;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * One call with all its attempts. Attempts follow each other, never side by side; none follows once content has been handed
 * on. Thread-safe; ends exactly once.
 */
public final class ChatCall implements Attempt.Owner, RunningCall {
    private static final Logger LOG = LoggerFactory.getLogger(ChatCall.class);

    private final CallListener listener;
    private final Transport transport;
    private final Secrets secrets;
    private final Command command;
    private final Transport.Request request;
    private final CallSettings settings;
    private final Clockwork parts;
    private final RetryBudget budget;
    private final RetryRule rule;
    private final boolean emitting;
    private final boolean anywhere;
    private final long totalBy;

    private Attempt current;
    private CompletableFuture<Admission.Permit> asked;
    private Admission.Permit permit = Admission.Permit.NONE;
    private OpenRouterException withdrawn;
    private Future<?> waiting;
    private boolean content;
    private boolean over;
    private boolean draining;
    private OpenRouterException last;
    private String cancelType;

    /**
     * @param budget shared by all calls of the client
     * @param emitting whether content reaches the route before the end, so that nothing may be sent again after it
     */
    ChatCall(
            CallListener listener,
            Transport transport,
            Command command,
            Clockwork parts,
            RetryBudget budget,
            boolean emitting) {
        this.listener = listener;
        this.transport = transport;
        this.command = command;
        this.settings = command.settings();
        this.request = new Transport.Request(
                command.uri(), command.headers(), command.body(), settings.connectTimeout(), settings.leaseTimeout());
        this.secrets = new Secrets(command.headers(), transport.credentials());
        this.parts = parts;
        this.budget = budget;
        this.emitting = emitting;
        this.anywhere = listener.endsAnywhere()
                && (command.admission() == null || command.admission().endsAnywhere());
        Duration deadline = command.deadline();
        this.totalBy = deadline == null ? Long.MAX_VALUE : parts.nanoTime().getAsLong() + deadline.toNanos();
        this.rule = new RetryRule(command, parts, budget, totalBy);
    }

    /** Begins, or goes on after a wait. Never throws. */
    void start() {
        guarded(this::ask);
    }

    /**
     * The backstop around everything that runs between the moment at which something was taken for this call and the moment at which
     * its listener has been told: whatever is thrown there ends the call, and what it took is given back.
     */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            broke(e);
        }
    }

    /** Settles something on a thread that no route holds. */
    private void settle(Runnable step) {
        parts.settle(() -> guarded(step));
    }

    @Override
    public void broke(Throwable cause) {
        Attempt running;
        CompletableFuture<Admission.Permit> ask;
        synchronized (this) {
            running = current;
            ask = asked;
            asked = null;
            stopWaiting();
        }
        boolean sent = running != null && running.abandon();
        if (ask != null) {
            ask.cancel(false);
        }
        OpenRouterException failure = Faults.of(cause, sent);
        release(new Admission.Result(null, null, failure));
        end(failure);
    }

    private void stopWaiting() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }

    private void ask() {
        OpenRouterException before = drained();
        if (before != null) {
            end(before);
            return;
        }
        if (command.admission() == null) {
            send(Admission.Permit.NONE);
            return;
        }
        CompletableFuture<Admission.Permit> ask = askedFor();
        if (ask.isDone()) {
            decided(ask);
        } else {
            await(ask);
        }
    }

    private void decided(CompletableFuture<Admission.Permit> ask) {
        Admission.Permit given = null;
        Throwable why = null;
        try {
            given = ask.getNow(null);
        } catch (CompletionException | CancellationException e) {
            why = e;
        }
        decided(given, why);
    }

    private void await(CompletableFuture<Admission.Permit> ask) {
        boolean cancelled;
        synchronized (this) {
            waiting = null;
            asked = ask;
            cancelled = cancelType != null || draining;
            waitUntilDeadline();
        }
        // the thread that gives a permit back must not be held up by the calls that go on with it
        ask.whenComplete((given, why) -> settle(() -> decided(given, why)));
        if (cancelled) {
            ask.cancel(false);
        }
    }

    /** The failure after which no further attempt is made, or null. */
    private synchronized OpenRouterException drained() {
        return draining ? last : null;
    }

    private CompletableFuture<Admission.Permit> askedFor() {
        try {
            return command.admission().ask(command.facts());
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void waitUntilDeadline() {
        if (totalBy != Long.MAX_VALUE) {
            long left = totalBy - parts.nanoTime().getAsLong();
            waiting = parts.timer().schedule(this::tooLate, left, TimeUnit.NANOSECONDS);
        }
    }

    private void tooLate() {
        withdraw("total_timeout", Deadlines.Limit.TOTAL.message(command.deadline()) + ", nothing was sent");
    }

    /** Gives up waiting for a permit; false where nobody waits for one any more. */
    private boolean withdraw(String type, String why) {
        CompletableFuture<Admission.Permit> ask;
        synchronized (this) {
            ask = asked;
            if (ask == null) {
                return false;
            }
            withdrawn = AdmissionRefusals.withdrawn(type, why);
        }
        return ask.cancel(false);
    }

    private void decided(Admission.Permit given, Throwable why) {
        OpenRouterException told;
        synchronized (this) {
            stopWaiting();
            asked = null;
            told = withdrawn;
        }
        if (why == null) {
            send(given);
        } else if (why instanceof CancellationException) {
            end(
                    told != null
                            ? told
                            : draining() ? AdmissionRefusals.stopping() : AdmissionRefusals.cancelled(cancelType));
        } else {
            failed(AdmissionRefusals.of(why), null);
        }
    }

    private synchronized boolean draining() {
        return draining && cancelType == null;
    }

    private void send(Admission.Permit given) {
        Attempt attempt = new Attempt(listener, this, settings, parts, totalBy, secrets, anywhere);
        boolean again;
        boolean late;
        synchronized (this) {
            waiting = null;
            permit = given;
            again = current != null;
            late = over || cancelType != null;
            if (!late) {
                current = attempt;
            }
        }
        if (late) {
            // the call was cancelled between a wait and the attempt that was to follow
            OpenRouterException failure = AdmissionRefusals.cancelled(cancelType);
            release(new Admission.Result(null, null, failure));
            end(failure);
            return;
        }
        if (again) {
            listener.again();
        }
        attempt.start(transport, request);
    }

    private void release(Admission.Result result) {
        Admission.Permit given;
        synchronized (this) {
            given = permit;
            permit = Admission.Permit.NONE;
        }
        try {
            given.ended(result);
        } catch (Throwable e) {
            // the permit may be a user's own, and whatever it throws, the call must end
            LOG.error("A limit, budget or ledger failed at the end of a call", e);
        }
    }

    /** Ends the call and cuts its connection at once. The listener hears a failure of this type, unless it has heard the end. */
    @Override
    public void cancel(String type, String why) {
        Attempt running;
        boolean waited;
        synchronized (this) {
            if (over || cancelType != null) {
                return;
            }
            cancelType = type;
            waited = asked == null && waiting != null && waiting.cancel(false);
            running = current;
        }
        if (withdraw(type, why)) {
            return;
        }
        if (waited) {
            settle(() -> end(AdmissionRefusals.withdrawn(type, why)));
        } else if (running != null) {
            running.abort(type, why);
        }
    }

    @Override
    public void drain() {
        CompletableFuture<Admission.Permit> ask;
        OpenRouterException failure;
        synchronized (this) {
            if (over || cancelType != null) {
                return;
            }
            draining = true;
            ask = asked;
            failure = ask == null && waiting != null && waiting.cancel(false) ? last : null;
        }
        if (ask != null) {
            ask.cancel(false);
        } else if (failure != null) {
            settle(() -> end(failure));
        }
    }

    @Override
    public void answering(String generationId) {
        Admission.Permit given;
        synchronized (this) {
            given = permit;
        }
        try {
            given.answering(generationId);
        } catch (Throwable e) {
            LOG.error("A limit, budget or ledger failed at the head of an answer", e);
        }
        listener.answering(generationId);
    }

    @Override
    public void firstContent(String generationId) {
        Admission.Permit given;
        synchronized (this) {
            content = true;
            given = permit;
        }
        try {
            given.content();
        } catch (Throwable e) {
            LOG.error("A limit, budget or ledger failed at the first content of an answer", e);
        }
        listener.content(generationId);
    }

    @Override
    public void succeeded(ChatResponse response, String cacheSource) {
        release(Admission.Result.of(response, cacheSource));
        if (settings.maxRetries() > 0) {
            budget.succeeded(command);
        }
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        tell(() -> listener.completed(response));
    }

    /** Tells the end. A listener that throws is told a failure, because it may not know yet that the call has ended. */
    private void tell(Runnable end) {
        try {
            end.run();
        } catch (Throwable e) {
            LOG.error("A call could not tell its end", e);
            listener.failed(secrets.mask(Faults.of(e, true)));
        }
    }

    @Override
    public void failed(OpenRouterException broken, Usage usage) {
        OpenRouterException failure = masked(broken);
        release(new Admission.Result(null, usage, failure));
        if (usage != null) {
            // also of an attempt that another one follows: it is on the bill
            listener.used(usage);
        }
        Duration wait;
        synchronized (this) {
            last = failure;
            wait = over || draining || cancelType != null || handedOn() ? null : rule.waitBeforeNext(failure);
            if (wait != null && again(wait)) {
                return;
            }
        }
        boolean repeats = handedOn() && failure.isRetryable();
        end(repeats ? failure.with(failure.details().withRetry(Retry.NEVER)) : failure);
    }

    /** Whether the route has seen content: it cannot be taken back, and sending again would repeat it. */
    private boolean handedOn() {
        return emitting && content;
    }

    private boolean again(Duration wait) {
        try {
            waiting = parts.timer().schedule(() -> parts.settle(this::start), wait.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (Throwable e) {
            // the context is stopping: the failure at hand is the end
            return false;
        }
    }

    /** Removes the key from a failure: a service that fails may repeat in it, in any place, what it was sent. */
    private OpenRouterException masked(OpenRouterException failure) {
        return secrets.mask(failure);
    }

    private void end(OpenRouterException failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        tell(() -> listener.failed(masked(failure)));
    }
}
