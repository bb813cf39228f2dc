package io.github.camelopenrouter.internal.binding;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * Milliseconds to wait before an attempt is repeated, as the value of Camel's header for that. Camel's error handler takes the header
 * from the message whatever failed, and nothing takes it away where a route has dealt with the failure: read by type it is there
 * only while the exchange deals with the failure that it was made for.
 */
public final class RedeliveryDelay extends Number {
    private static final long serialVersionUID = 1L;

    private final long millis;
    private final transient OpenRouterException failure;

    RedeliveryDelay(long millis, OpenRouterException failure) {
        this.millis = millis;
        this.failure = failure;
    }

    /** The delay, or null where something else has failed or nothing has. */
    public Long of(Exchange exchange) {
        if (exchange == null) {
            return null;
        }
        for (Throwable cause = exchange.getException(); cause != null; cause = cause.getCause()) {
            if (cause == failure) {
                return millis;
            }
        }
        return null;
    }

    @Override
    public int intValue() {
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    @Override
    public long longValue() {
        return millis;
    }

    @Override
    public float floatValue() {
        return millis;
    }

    @Override
    public double doubleValue() {
        return millis;
    }

    @Override
    public String toString() {
        return Long.toString(millis);
    }
}
