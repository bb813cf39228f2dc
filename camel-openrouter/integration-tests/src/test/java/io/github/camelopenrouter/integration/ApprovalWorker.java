package io.github.camelopenrouter.integration;

import java.io.File;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.idempotent.FileIdempotentRepository;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.ToolLoopException;
import io.github.camelopenrouter.model.PendingToolCalls;

/**
 * A process that hands out the calls of a tool to a human, and goes on with those that are decided. Arguments: the broker, OpenRouter,
 * the file of the calls that went on, and whether it is to halt in the tool. It says {@code ready}.
 */
final class ApprovalWorker {
    static final String JOBS = "approval-jobs";
    static final String APPROVALS = "approvals";
    static final String DECISIONS = "decisions";
    /** What each answer says that it cost, with all that came before it. */
    static final String RESULTS = "approval-results";
    /** Types of the errors. */
    static final String REFUSED = "approval-refused";
    /** Where the tool leaves a message each time that it runs. */
    static final String RAN = "approval-ran";

    static final String IN_TOOL = "in the tool";

    private static final String ENDPOINT =
            "openrouter:completion?synchronous=true&maxTokens=200&apiKey=any&tools=approved_weather"
                    + "&toolApprovalTo=direct:approve&toolApprovalSecret=0123456789abcdef0123456789abcdef"
                    + "&toolIdempotentRepository=#used";

    private ApprovalWorker() {}

    public static void main(String[] args) throws Exception {
        ParentJvm.listen(command -> {});
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addComponent("jms", Worker.transacted(args[0]));
        camel.addComponent("plain", Worker.plain(args[0]));
        camel.addComponent("openrouter", Worker.openRouter(args[1]));
        camel.getRegistry().bind("used", FileIdempotentRepository.fileIdempotentRepository(new File(args[2])));
        camel.addRoutes(routes(Boolean.parseBoolean(args[3])));
        Runtime.getRuntime().addShutdownHook(new Thread(camel::stop, "stop"));
        camel.start();
        ParentJvm.tell(Worker.READY);
        Thread.currentThread().join();
    }

    private static RouteBuilder routes(boolean halting) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::route[]
                errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));
                onException(ToolLoopException.class)
                        .handled(true)
                        .process(ApprovalWorker::tellType)
                        .to("jms:queue:" + REFUSED);

                from("jms:queue:" + JOBS)
                        .to(ENDPOINT)
                        .convertBodyTo(String.class) // the calls, as JSON
                        .to("jms:queue:" + APPROVALS);

                from("jms:queue:" + DECISIONS)
                        .convertBodyTo(PendingToolCalls.class)
                        .to(ENDPOINT)
                        .process(ApprovalWorker::tellCost)
                        .to("jms:queue:" + RESULTS);
                // end::route[]

                from("direct:approve").setBody(constant("ask"));

                from("openrouter:tool?description=The weather of a city&parameter.city=string&name=approved_weather")
                        .setBody(constant("ran"))
                        .to(ExchangePattern.InOnly, "plain:queue:" + RAN)
                        .process(exchange -> {
                            if (halting) {
                                ParentJvm.tell(IN_TOOL);
                                new CountDownLatch(1).await();
                            }
                        })
                        .setBody(constant("20 degrees"));
            }
        };
    }

    private static void tellType(org.apache.camel.Exchange exchange) {
        ToolLoopException refused =
                exchange.getProperty(org.apache.camel.Exchange.EXCEPTION_CAUGHT, ToolLoopException.class);
        exchange.getMessage().setBody(refused.getErrorType());
    }

    private static void tellCost(org.apache.camel.Exchange exchange) {
        exchange.getMessage().setBody(exchange.getMessage().getHeader(OpenRouterConstants.TOTAL_COST, String.class));
    }
}
