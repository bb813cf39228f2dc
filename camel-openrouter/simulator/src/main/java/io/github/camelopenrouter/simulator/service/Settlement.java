package io.github.camelopenrouter.simulator.service;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Books an answer once: when it is complete, or when its client has left. Then the model stops or goes on, and what it
 * wrote is billed. Used by one thread.
 */
final class Settlement implements ServiceAnswer.Delivery {

    private final ChatStream stream;
    private final Generation whole;
    private final Clock clock;
    private final Consumer<Generation> ledger;
    private final Consumer<Generation> completed;
    private int reached;
    private boolean settled;

    /**
     * @param stream null for an answer in one piece
     * @param whole what the model makes of it if nobody stops it, and when
     * @param completed told what is booked if the model completes the answer
     */
    Settlement(
            ChatStream stream,
            Generation whole,
            Clock clock,
            Consumer<Generation> ledger,
            Consumer<Generation> completed) {
        this.stream = stream;
        this.whole = whole;
        this.clock = clock;
        this.ledger = ledger;
        this.completed = completed;
    }

    @Override
    public void delivering(int part) {
        reached = part;
        if (!settled && part == (stream == null ? 0 : stream.lastEvent())) {
            settleWhole(whole.with(whole.usage(), whole.fate(), clock.instant()));
        }
    }

    @Override
    public void abandoned() {
        if (settled) {
            return;
        }
        boolean stops =
                stream != null && whole.answer().route().endpoint().provider().stopsWhenCancelled();
        if (stops) {
            settle(whole.with(usageSoFar(), Fate.LEFT, clock.instant()));
            return;
        }
        Instant now = clock.instant();
        Instant end = whole.completed().isAfter(now) ? whole.completed() : now;
        settleWhole(whole.with(whole.usage(), whole.fate() == Fate.FAILED ? Fate.FAILED : Fate.LEFT, end));
    }

    /** Nothing is charged before the first token; nothing ever for a repeated answer. */
    private Usage usageSoFar() {
        Usage usage = whole.answer().usage();
        int tokens = Math.min(stream.tokensUpTo(reached), usage.completionTokens());
        if (tokens == 0) {
            return Usage.uncharged(usage.promptTokens());
        }
        return usage.upTo(whole.answer().route().endpoint(), tokens);
    }

    private void settleWhole(Generation generation) {
        settle(generation);
        if (generation.fate() != Fate.FAILED) {
            completed.accept(generation);
        }
    }

    private void settle(Generation generation) {
        settled = true;
        ledger.accept(generation);
    }
}
