package io.github.camelopenrouter.benchmarks;

import java.io.PrintStream;

import io.github.camelopenrouter.benchmarks.server.ServerProcess;

/**
 * What every benchmark gets.
 *
 * @param scale how much is done
 * @param component whether the component is measured too, not only the baseline
 * @param server that answers
 * @param out where the result goes
 */
record Setting(Scale scale, boolean component, ServerProcess server, PrintStream out) {}
