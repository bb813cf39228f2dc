package io.github.camelopenrouter.internal.mcp;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

import io.github.camelopenrouter.internal.call.Clockwork;
import io.github.camelopenrouter.internal.http.TransportSettings;

/**
 * What servers are asked with. None is closed by them.
 *
 * @param transport how HTTP is spoken: proxy, trust, user agent
 * @param clock deadlines of calls, and the threads where answers are read
 * @param background waits that belong to no call
 * @param threads for what can only wait: the pipes of a process
 */
public record Parts(
        TransportSettings transport, Clockwork clock, ScheduledExecutorService background, ThreadFactory threads) {}
