package io.github.camelopenrouter.simulator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** One step of a scripted answer. Steps are carried out in order, on the thread of the connection. */
sealed interface Step {

    /** Bytes that go out with one write and one flush. The array is never changed after construction. */
    record Write(byte[] bytes) implements Step {}

    /** Silence; a client that leaves meanwhile is noticed. */
    record Wait(Duration duration) implements Step {}

    /** Silence until the latch is at zero; a client that leaves meanwhile is noticed. */
    record Await(CountDownLatch latch) implements Step {}

    /** Something that happens between two writes and must be seen before the next one. */
    record Run(Runnable action) implements Step {}

    /** The same steps over and over; fewer than zero times means without end. */
    record Repeat(List<Step> steps, int times) implements Step {}
}
