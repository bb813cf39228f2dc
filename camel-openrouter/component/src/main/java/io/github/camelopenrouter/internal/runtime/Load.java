package io.github.camelopenrouter.internal.runtime;

/**
 * What a component has under way at one moment: all zero where nothing is.
 *
 * @param exchanges that have not ended, or whose calls have not
 * @param connections that an exchange with the service holds, and what is asked of MCP servers
 * @param permits that limits have given and not got back
 * @param queued calls that wait for limits
 * @param reservations of the component's own budgets for calls that have not ended
 * @param timers deadlines and waits of calls
 * @param routes that go on behind an answer, or wait for a thread to do so
 */
public record Load(
        int exchanges, int connections, long permits, long queued, long reservations, int timers, int routes) {
    public static final Load NONE = new Load(0, 0, 0, 0, 0, 0, 0);
}
