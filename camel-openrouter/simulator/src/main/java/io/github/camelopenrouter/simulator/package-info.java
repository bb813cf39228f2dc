/**
 * An OpenRouter on localhost, for first steps without a key and for tests.
 *
 * <p>{@link io.github.camelopenrouter.simulator.OpenRouterSimulator} answers like the real service until a test scripts
 * it otherwise with {@link io.github.camelopenrouter.simulator.Reply}; what clients sent is kept as
 * {@link io.github.camelopenrouter.simulator.RecordedRequest}.
 */
package io.github.camelopenrouter.simulator;
