package io.github.camelopenrouter.simulator;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the chat calls that are under way and those that were answered. Thread-safe. */
final class ChatTraffic {

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();

    Call begin() {
        int now = inFlight.incrementAndGet();
        peak.accumulateAndGet(now, Math::max);
        return new Call(this);
    }

    int inFlight() {
        return inFlight.get();
    }

    int peak() {
        return peak.get();
    }

    long answered() {
        return answered.get();
    }

    void clear() {
        peak.set(inFlight.get());
        answered.set(0);
    }

    /** One call; ends once, whoever says so first. */
    static final class Call {

        /** Something that is not a chat call. */
        static final Call NONE = new Call(null);

        private final ChatTraffic traffic;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Call(ChatTraffic traffic) {
            this.traffic = traffic;
        }

        void answered() {
            if (end()) {
                traffic.answered.incrementAndGet();
            }
        }

        void broken() {
            end();
        }

        private boolean end() {
            if (traffic == null || !ended.compareAndSet(false, true)) {
                return false;
            }
            traffic.inFlight.decrementAndGet();
            return true;
        }
    }
}
