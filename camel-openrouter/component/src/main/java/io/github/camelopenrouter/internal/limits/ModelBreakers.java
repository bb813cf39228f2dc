package io.github.camelopenrouter.internal.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.support.RecentMap;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * Keeps calls back where too many of the same key and model have failed: each such pair has a circuit. Calls may last as long as they
 * like. Thread-safe. Needs the optional library {@code io.github.resilience4j:resilience4j-circuitbreaker}.
 */
public final class ModelBreakers implements Admission {
    private static final int WINDOW_SECONDS = 60;
    private static final int FAILURE_PERCENT = 50;

    private final CircuitBreakerConfig config;
    private final LimitParts parts;
    private final RecentMap<Id, Circuit> circuits = new RecentMap<>(1_000);

    /**
     * @param minimumCalls how many calls must have ended within a minute before a circuit opens
     * @param open how long it stays open
     */
    public ModelBreakers(int minimumCalls, Duration open, LimitParts parts) {
        this.parts = parts;
        this.config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.TIME_BASED)
                .slidingWindowSize(WINDOW_SECONDS)
                .minimumNumberOfCalls(minimumCalls)
                .failureRateThreshold(FAILURE_PERCENT)
                .slowCallDurationThreshold(Duration.ofDays(365))
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(1)
                .writableStackTraceEnabled(false)
                .clock(new Monotonic(parts))
                .currentTimestampFunction(clock -> parts.nanoTime().getAsLong(), TimeUnit.NANOSECONDS)
                .build();
    }

    private record Id(String keyId, String model) {}

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        Circuit circuit = circuits.get(new Id(facts.keyId(), facts.model()), id -> new Circuit(config, parts));
        if (!circuit.breaker.tryAcquirePermission()) {
            return CompletableFuture.failedFuture(LimitRefusals.circuitOpen(facts.model(), circuit.left()));
        }
        return CompletableFuture.completedFuture(circuit.permit());
    }

    /** Models whose circuits are not closed, and what they are: {@code OPEN} or {@code HALF_OPEN}; the worst of all keys. */
    public Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        circuits.copy().forEach((id, circuit) -> {
            CircuitBreaker.State state = circuit.breaker.getState();
            if (state != CircuitBreaker.State.CLOSED) {
                states.merge(String.valueOf(id.model()), state.name(), (a, b) -> a.equals("OPEN") ? a : b);
            }
        });
        return states;
    }

    private static boolean counts(OpenRouterException failure) {
        int status = failure.getStatusCode();
        return status == 408 || status < 400 || status >= 500;
    }

    private static final class Circuit {
        private final CircuitBreaker breaker;
        private final LimitParts parts;
        private final long openNanos;
        private volatile long transitions;
        private volatile long openedAt;

        Circuit(CircuitBreakerConfig config, LimitParts parts) {
            this.parts = parts;
            this.breaker = CircuitBreaker.of("openrouter", config);
            this.openNanos = Duration.ofMillis(
                            config.getWaitIntervalFunctionInOpenState().apply(1))
                    .toNanos();
            breaker.getEventPublisher()
                    .onStateTransition(
                            event -> changed(event.getStateTransition().getToState()));
        }

        private synchronized void changed(CircuitBreaker.State state) {
            if (state == CircuitBreaker.State.OPEN) {
                openedAt = parts.nanoTime().getAsLong();
            }
            transitions++;
        }

        Duration left() {
            long left = openedAt + openNanos - parts.nanoTime().getAsLong();
            return left > 0 ? Duration.ofNanos(left) : LimitRefusals.PROBING;
        }

        Permit permit() {
            long begun = transitions;
            long start = parts.nanoTime().getAsLong();
            return new Permit() {
                @Override
                public void content() {
                    // the others may go as soon as the call that tries has content, before the end of a long answer
                    if (begun == transitions && breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
                        breaker.onSuccess(parts.nanoTime().getAsLong() - start, TimeUnit.NANOSECONDS);
                    }
                }

                @Override
                public void ended(Result result) {
                    // a call that began before the circuit changed says nothing about the service now
                    if (begun == transitions) {
                        Circuit.this.ended(result, parts.nanoTime().getAsLong() - start);
                    }
                }
            };
        }

        private void ended(Result result, long nanos) {
            OpenRouterException failure = result.failure();
            if (failure == null) {
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            } else if (!Endings.tellsNothing(failure) && counts(failure)) {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
            } else {
                breaker.releasePermission();
            }
        }
    }

    /** What the library takes for the time of day moves with monotonic time: a clock that is set opens and closes nothing. */
    private static final class Monotonic extends Clock {
        private final LimitParts parts;
        private final Instant start = Instant.EPOCH;
        private final long startNanos;

        Monotonic(LimitParts parts) {
            this.parts = parts;
            this.startNanos = parts.nanoTime().getAsLong();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return start.plusNanos(parts.nanoTime().getAsLong() - startNanos);
        }
    }
}
