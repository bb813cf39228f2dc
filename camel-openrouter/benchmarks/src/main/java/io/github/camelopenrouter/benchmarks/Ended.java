package io.github.camelopenrouter.benchmarks;

/** Hears of the end of a call or of a stream. */
@FunctionalInterface
public interface Ended {

    /**
     * @param failure null if all went well
     */
    void ended(Throwable failure);
}
