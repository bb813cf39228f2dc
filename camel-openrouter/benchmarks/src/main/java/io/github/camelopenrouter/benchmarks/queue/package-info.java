/** A route that is driven by a message queue: how close to the ideal it comes, and whether it holds for long. */
package io.github.camelopenrouter.benchmarks.queue;
