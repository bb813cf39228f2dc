package io.github.camelopenrouter.docs;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;

/** What could not be done is parked with its original message, and with what it has cost so far. */
final class DeadLetterRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::routes[]
        errorHandler(deadLetterChannel("direct:dead")
                .useOriginalMessage()
                .retryWhile(
                        simple(
                                "${exception} is 'io.github.camelopenrouter.error.OpenRouterException' && ${exception.retryable} == true && ${header.CamelRedeliveryCounter} <= 2"))
                .redeliveryDelay(10)
                .onExceptionOccurred(DeadLetterRoutes::keepBill)
                .onPrepareFailure(DeadLetterRoutes::facts));

        from("direct:ask")
                .to("openrouter:completion")
                .to("direct:publish"); // when this fails, the answer is lost but paid
        // end::routes[]

        from("direct:publish")
                .errorHandler(noErrorHandler())
                .filter(body().isEqualTo("boom"))
                .throwException(new IllegalStateException("the broker is away"));
        from("direct:dead").to("mock:dead");
    }

    // tag::facts[]
    /** After each failure, while the message still is the one that failed. */
    static void keepBill(Exchange exchange) {
        exchange.setProperty("cost", exchange.getMessage().getHeader(OpenRouterConstants.COST));
        exchange.setProperty("generation", exchange.getMessage().getHeader(OpenRouterConstants.RESPONSE_ID));
        exchange.setProperty("attempts", exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER));
    }

    /** Once, when the original message is back. No name begins with Camel: JMS and Kafka drop those on their way out. */
    static void facts(Exchange exchange) {
        Message message = exchange.getMessage();
        Exception cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        message.setHeader("failure", cause.getClass().getSimpleName());
        message.setHeader("cost", exchange.getProperty("cost", String.class));
        message.setHeader("generation", exchange.getProperty("generation"));
        message.setHeader("attempts", exchange.getProperty("attempts"));
        if (cause instanceof OpenRouterException failure) {
            message.setHeader("errorType", failure.getErrorType());
            message.setHeader("outcome", failure.getOutcome().name()); // UNKNOWN, PARTIAL: may have been billed
            message.setHeader("generation", failure.getGenerationId());
        }
    }
    // end::facts[]
}
