package io.github.camelopenrouter.internal.support;

import java.util.concurrent.CompletionException;

/** Why a future failed. */
public final class Causes {
    private Causes() {}

    /**
     * The failure itself: a future that depends on another one wraps what the other one failed with.
     *
     * @param why as a stage of a future is told it; null where nothing failed
     * @return what it was completed with; null for null
     */
    public static Throwable of(Throwable why) {
        return why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    }
}
