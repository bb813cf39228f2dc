/** A stand-in for OpenRouter in a JVM of its own: one thread, thousands of connections, known times. */
package io.github.camelopenrouter.benchmarks.server;
