package io.github.camelopenrouter.internal.binding;

import org.apache.camel.Converter;
import org.apache.camel.Exchange;

/** Lets Camel's error handler read a {@link RedeliveryDelay}. Public for Camel alone, which finds it by the generated loader. */
@Converter(generateLoader = true)
public final class RedeliveryDelayConverter {
    private RedeliveryDelayConverter() {}

    /** How long to wait, as Camel's error handler asks for it; null once that is over. */
    @Converter(allowNull = true)
    public static Long toLong(RedeliveryDelay delay, Exchange exchange) {
        return delay.of(exchange);
    }
}
