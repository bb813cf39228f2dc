package io.github.camelopenrouter.internal.limits;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Time and threads of this room, injected so that tests can hold them. Nothing here is closed by those who use it.
 *
 * @param timer one thread for all waits; tasks on it are short
 * @param nanoTime monotonic time: a wall clock that is set does not move any limit
 */
public record LimitParts(ScheduledExecutorService timer, LongSupplier nanoTime) {}
