package io.github.camelopenrouter.store;

/**
 * A bean that properties set up one by one, as Camel and Spring do: no constructor can say what is missing, so whoever uses the bean asks
 * before the first use.
 */
public interface RequiresSetUp {
    /**
     * Must not wait for anything.
     *
     * @throws IllegalStateException where a property is missing; the message names it and how to set it
     */
    void checkSetUp();
}
