package io.github.camelopenrouter.integration.fuzz;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.util.ObjectHelper;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.OpenRouterEndpoint;
import io.github.camelopenrouter.error.OpenRouterException;

/**
 * Some cases in one Camel context, many at a time, and what must be true of each at its end and of all when they have ended: ended
 * once, nothing held any more, the ledger is the bill.
 */
final class Round implements AutoCloseable {
    private static final int IN_FLIGHT = 64;
    private static final long LOST_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * FuzzRoutes.TOTAL_MILLIS);
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final int LONGEST_MESSAGE = 600;
    private static final String KEY = "sk-or-v1-fuzz";

    private final long seed;
    private final Book book = new Book();
    private final Faults faults;
    private final Slowest slowest;
    private final Server server;
    private final PlainLedger ledger = new PlainLedger();
    private final WatchedStore budgets = new WatchedStore();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<Operation, AsyncProducer> producers = new ConcurrentHashMap<>();
    private final Map<Long, Call> running = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private int threadsBefore;

    Round(long seed, Faults faults, Slowest slowest) throws Exception {
        this.seed = seed;
        this.faults = faults;
        this.slowest = slowest;
        this.threadsBefore = componentThreads();
        this.server = new Server(seed, book, faults);
        context.getRegistry().bind("ledger", ledger);
        context.getRegistry().bind("budgets", budgets);
        context.getRegistry().bind("journal", new FuzzJournal(seed, book));
        context.addRoutes(new FuzzRoutes(server.baseUrl()));
        context.start();
        for (Operation operation : Operation.values()) {
            AsyncProducer producer = context.getEndpoint(operation.route()).createAsyncProducer();
            producer.start();
            producers.put(operation, producer);
        }
    }

    /** One call: it must end once, and soon. */
    private final class Call {
        private final Case call;
        private final Exchange exchange;
        private final long begun = System.nanoTime();
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger slots = new AtomicInteger(1);

        Call(Case call, Exchange exchange) {
            this.call = call;
            this.exchange = exchange;
        }

        void ended() {
            long now = System.nanoTime();
            int times = ends.incrementAndGet();
            if (times > 1) {
                faults.add(call, "ended " + times + " times");
                return;
            }
            try {
                judge(now);
            } catch (RuntimeException e) {
                faults.add(call, "cannot be judged: " + e);
            } finally {
                running.remove(call.number());
                book.forget(call.number());
                leave();
            }
        }

        /** Gives its place to another call, once. */
        private void leave() {
            if (slots.getAndSet(0) > 0) {
                room.release();
            }
        }

        private void judge(long now) {
            long number = call.number();
            Act last = book.last(number);
            long written = book.writtenAt(number);
            Exception failure = exchange.getException();
            if (failure == null) {
                faults.count("answered");
                succeeded(last);
            } else {
                failed(failure, last);
            }
            // with its own retries and pauses a call is as slow as these
            if (written != 0 && last != null && book.attempts(number) <= 1) {
                slowest.ended(call, now - Math.max(written, begun), last.bytes().length);
            }
        }

        private void succeeded(Act last) {
            if (last == null) {
                faults.add(call, "succeeded without an answer");
            } else if (last.expected() == Expected.FAILURE && call.operation() != Operation.LEFT) {
                faults.add(
                        call,
                        "succeeded with an answer that is not whole: "
                                + bounded(exchange.getMessage().getBody()));
            } else if (last.expected() != Expected.EITHER && call.operation().tellsText()) {
                String text = exchange.getMessage().getBody(String.class);
                if (!last.text().equals(text)) {
                    faults.add(call, "has another text: " + bounded(text) + " instead of " + bounded(last.text()));
                }
            }
        }

        private void failed(Exception failure, Act last) {
            OpenRouterException known = ObjectHelper.getException(OpenRouterException.class, failure);
            if (known == null) {
                faults.count(failure.getClass().getSimpleName());
                faults.add(call, "failed with " + bounded(failure) + at(failure));
                return;
            }
            String type = known.getClass().getSimpleName() + " " + word(known.getErrorType());
            faults.count(type);
            String message = known.getMessage();
            if (message == null || message.isBlank() || message.length() > LONGEST_MESSAGE || message.contains("\n")) {
                faults.add(call, "has the message " + bounded(message));
            } else if (message.contains(KEY)) {
                faults.add(call, "tells the key");
            }
            if (type.contains("timeout") || type.contains("queue")) {
                faults.add(call, "needed a timeout: " + message);
            } else if (last != null && last.expected() == Expected.SUCCESS && !refusedBefore(known)) {
                faults.add(call, "failed with a sound answer: " + type + ": " + message + at(known.getCause()));
            }
        }

        /** The budget refused to send it, or to send it again. */
        private boolean refusedBefore(OpenRouterException failure) {
            return "budget_exceeded".equals(failure.getErrorType());
        }
    }

    private static String at(Throwable failure) {
        return failure == null || failure.getStackTrace().length == 0
                ? ""
                : " by " + bounded(failure) + " at " + failure.getStackTrace()[0];
    }

    private static String word(String type) {
        // of wild answers the type may be anything
        return type == null ? "" : type.matches("[a-z_]{1,40}") ? type : "?";
    }

    private static String bounded(Object text) {
        String all = String.valueOf(text).replace("\n", "\\n");
        return all.length() <= 200 ? all : all.substring(0, 200) + "...";
    }

    /** Makes all calls from the first to the one before the last, and waits until they have ended. */
    void run(long first, long end) throws Exception {
        for (long number = first; number < end; number++) {
            if (!room.tryAcquire()) {
                while (!room.tryAcquire(1, TimeUnit.SECONDS)) {
                    lookForLost();
                }
            }
            begin(Case.of(seed, number));
        }
        long by = System.nanoTime() + LOST_NANOS;
        while (!running.isEmpty() && System.nanoTime() < by) {
            lookForLost();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void begin(Case call) throws Exception {
        AsyncProducer producer = producers.get(call.operation());
        Endpoint endpoint = producer.getEndpoint();
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
        exchange.getMessage()
                .setBody(call.operation() == Operation.LOOKED_UP ? "fuzz-" + call.number() : "Say something");
        exchange.getMessage().setHeader(OpenRouterConstants.USER, Long.toString(call.number()));
        exchange.getMessage().setHeader(OpenRouterConstants.MODEL, call.model());
        exchange.getMessage().setHeader(OpenRouterConstants.TENANT, call.tenant());
        exchange.getMessage().setHeader(OpenRouterConstants.JOURNAL_KEY, Long.toString(call.number()));
        Call begun = new Call(call, exchange);
        running.put(call.number(), begun);
        producer.process(exchange, doneSync -> begun.ended());
    }

    private void lookForLost() {
        long now = System.nanoTime();
        for (Call call : running.values()) {
            if (now - call.begun > LOST_NANOS && running.remove(call.call.number(), call)) {
                faults.add(call.call, "never ended");
                call.leave();
            }
        }
    }

    /** Whether all is given back and paid, once what was lost has been asked for. */
    void settle() {
        OpenRouterComponent component = context.getComponent("openrouter", OpenRouterComponent.class);
        await(() ->
                budgets.running() == 0 && budgets.held() == 0 && ledger.cost().compareTo(known()) >= 0);
        zero("calls in flight behind the component's limits", component.getInFlight());
        zero("calls that wait for the component's limits", component.getQueued());
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof OpenRouterEndpoint open) {
                zero("calls in flight at " + open.getEndpointUri(), open.getInFlight());
                zero("calls that wait at " + open.getEndpointUri(), open.getQueued());
            }
        }
        zero("reservations that run", budgets.running());
        zero("reservations whose cost can be asked for", budgets.held());
        zero("calls that have not ended", running.size());
        bills();
    }

    private void bills() {
        Book.Bill plain = plain();
        BigDecimal cost = ledger.cost();
        if (cost.compareTo(plain.known()) < 0 || cost.compareTo(plain.all()) > 0) {
            faults.add("the ledger has " + cost + " of a bill of " + plain.known() + " and perhaps " + plain.perhaps());
        }
        book.bills().forEach((tenant, bill) -> {
            if (tenant.startsWith("plain-") && bill.all().compareTo(new BigDecimal(Case.TENANT_BUDGET)) > 0) {
                faults.add("the tenant " + tenant + " was billed " + bill.all() + ", and has a budget of "
                        + Case.TENANT_BUDGET);
            }
        });
    }

    private BigDecimal known() {
        return plain().known();
    }

    private Book.Bill plain() {
        return book.bills().entrySet().stream()
                .filter(bill -> bill.getKey().startsWith("plain"))
                .map(Map.Entry::getValue)
                .reduce(Book.Bill.NONE, Book.Bill::plus);
    }

    /** Asks the slowest ones again, alone: what is slow then is slow by itself. */
    void repeatSlowest() throws Exception {
        for (int times = 0; times < 20; times++) {
            // few are left after the first times: another process may hold up a machine for as long as these take
            for (Case call : slowest.suspects()) {
                begin(call);
                long by = System.nanoTime() + LOST_NANOS;
                while (running.containsKey(call.number()) && System.nanoTime() < by) {
                    TimeUnit.MICROSECONDS.sleep(200);
                }
                room.tryAcquire();
            }
        }
    }

    private void zero(String what, long count) {
        if (count != 0) {
            faults.add(count + " " + what);
        }
    }

    private static void await(BooleanSupplier condition) {
        long by = System.nanoTime() + QUIET.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < by) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    static int componentThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("OpenRouter") || name.contains("httpclient-dispatch"))
                .count();
    }

    Book book() {
        return book;
    }

    /** What the plain calls cost, by the ledger and by the bill. */
    String money() {
        Book.Bill plain = plain();
        return "ledger " + ledger.cost() + ", bill " + plain.known() + " and perhaps " + plain.perhaps()
                + ", lost reservations " + budgets.lost();
    }

    @Override
    public void close() throws IOException {
        context.stop();
        await(() -> server.connections() == 0 && componentThreads() <= threadsBefore);
        zero("connections that are open after the stop", server.connections());
        zero("threads that live after the stop", Math.max(0, componentThreads() - threadsBefore));
        server.close();
    }
}
