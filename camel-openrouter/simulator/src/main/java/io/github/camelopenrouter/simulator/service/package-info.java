/**
 * What the simulated service knows and does, without sockets, threads or time of its own.
 *
 * <p>Not for use outside the simulator; it may change at any time.
 */
package io.github.camelopenrouter.simulator.service;
