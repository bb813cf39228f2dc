package io.github.camelopenrouter.simulator.service;

import java.util.function.Consumer;

/** Books a streamed answer once: complete with its usage, or as far as it came. Used by one thread. */
final class Settlement implements ServiceAnswer.Delivery {

    private final ChatStream stream;
    private final Generation complete;
    private final Consumer<Generation> ledger;
    private final Runnable whenComplete;
    private int reached;
    private boolean settled;

    /**
     * @param complete what is booked if nothing goes wrong
     * @param whenComplete called if nothing went wrong
     */
    Settlement(ChatStream stream, Generation complete, Consumer<Generation> ledger, Runnable whenComplete) {
        this.stream = stream;
        this.complete = complete;
        this.ledger = ledger;
        this.whenComplete = whenComplete;
    }

    @Override
    public void delivering(int part) {
        reached = part;
        if (part == stream.usageEvent()) {
            settle(complete);
            whenComplete.run();
        }
    }

    @Override
    public void abandoned() {
        settle(new Generation(
                complete.answer(), partialUsage(), true, true, complete.cacheSource(), complete.client()));
    }

    private Usage partialUsage() {
        Route route = complete.answer().route();
        Usage usage = complete.usage();
        if (usage.completionTokens() == 0 || !route.endpoint().provider().stopsWhenCancelled()) {
            return usage;
        }
        int tokens = stream.tokensUpTo(reached);
        return Usage.of(route.model(), usage.promptTokens(), tokens, Math.min(tokens, usage.reasoningTokens()));
    }

    private void settle(Generation generation) {
        if (!settled) {
            settled = true;
            ledger.accept(generation);
        }
    }
}
