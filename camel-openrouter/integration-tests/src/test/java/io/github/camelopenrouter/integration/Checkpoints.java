package io.github.camelopenrouter.integration;

import java.util.concurrent.CountDownLatch;

/** Where a worker halts, so that its parent can kill it there. Thread-safe. */
final class Checkpoints {
    private volatile KillPoint target = KillPoint.NEVER;

    /** From now on, whoever comes to that point tells the parent, and goes no further. */
    void haltAt(KillPoint point) {
        target = point;
    }

    /** Called where that point is; returns at once unless the worker halts there. */
    void pass(KillPoint point, Arrangement arrangement) {
        if (point == target) {
            ParentJvm.tell(arrived(point, arrangement));
            halt();
        }
    }

    /** What the parent hears of it. */
    static String arrived(KillPoint point, Arrangement arrangement) {
        return "at " + point + " with " + arrangement;
    }

    private static void halt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
