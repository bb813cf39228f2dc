package io.github.camelopenrouter.integration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcConnectionPool;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.UnansweredGenerationException;
import io.github.camelopenrouter.store.GenerationJournal;
import io.github.camelopenrouter.store.GenerationJournal.Claim;
import io.github.camelopenrouter.store.JdbcGenerationJournal;

/**
 * A process that turns jobs into results with a model that uses a tool, in every {@link ToolArrangement} at the same time. Arguments:
 * the broker, OpenRouter, the database. It says {@code ready}; told the name of a {@link ToolKillPoint} it halts there, and told
 * {@code go} it goes on where it waits for that.
 */
final class ToolWorker {
    /** What lets jobs go on that have come to {@link ToolKillPoint#IN_ROUND}, so far in the tool. */
    static final String GO = "go";

    private static final CountDownLatch GOES = new CountDownLatch(1);
    private static volatile ToolKillPoint target = ToolKillPoint.NEVER;

    private ToolWorker() {}

    public static void main(String[] args) throws Exception {
        ParentJvm.listen(command -> {
            if (command.equals(GO)) {
                GOES.countDown();
                return;
            }
            target = ToolKillPoint.valueOf(command);
            ParentJvm.tell(armed(target));
        });
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addComponent("jms", Worker.transacted(args[0]));
        JmsComponent plain = Worker.plain(args[0]);
        camel.addComponent("plain", plain);
        camel.addComponent("openrouter", Worker.openRouter(args[1]));
        JdbcGenerationJournal journal = new JdbcGenerationJournal(JdbcConnectionPool.create(args[2], "sa", ""));
        journal.createSchema();
        for (ToolArrangement arrangement : ToolArrangement.values()) {
            camel.getRegistry().bind("journal-" + arrangement, halting(journal, arrangement));
            camel.addRoutes(routes(arrangement));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(camel::stop, "stop"));
        camel.start();
        ParentJvm.tell(Worker.READY);
        Thread.currentThread().join();
    }

    /** What it says when it will halt there. */
    static String armed(ToolKillPoint point) {
        return "will halt at " + point;
    }

    /** What the parent hears of a job that has come there. */
    static String arrived(ToolKillPoint point, ToolArrangement arrangement) {
        return "at " + point + " with " + arrangement;
    }

    private static void pass(ToolKillPoint point, ToolArrangement arrangement) throws InterruptedException {
        if (point == target) {
            ParentJvm.tell(arrived(point, arrangement));
            (point == ToolKillPoint.IN_ROUND ? GOES : new CountDownLatch(1)).await();
        }
    }

    private static RouteBuilder routes(ToolArrangement arrangement) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::route[]
                errorHandler(defaultErrorHandler().maximumRedeliveries(0).logExhausted(false));
                // also where it was a tool: an UnansweredToolException is one of these
                onException(UnansweredGenerationException.class)
                        .handled(true)
                        .useOriginalMessage()
                        .to("jms:queue:" + arrangement.parked());

                from("jms:queue:" + arrangement.jobs())
                        .routeId(arrangement.name())
                        .setHeader("JMSCorrelationID", header("JMSMessageID"))
                        .setHeader(OpenRouterConstants.JOURNAL_KEY, header("JMSMessageID"))
                        .to(arrangement.endpoint("journal-" + arrangement))
                        .to("jms:queue:" + arrangement.results());

                from("openrouter:tool?description=The weather of a city&parameter.city=string&name="
                                + arrangement.tool())
                        .setBody(constant("ran"))
                        .to(ExchangePattern.InOnly, "plain:queue:" + arrangement.ran())
                        .process(checkpoint(ToolKillPoint.IN_TOOL))
                        .process(checkpoint(ToolKillPoint.IN_ROUND))
                        .process(this::beforeRequest)
                        .setBody(constant("20 degrees"));
                // end::route[]
            }

            private Processor checkpoint(ToolKillPoint point) {
                return exchange -> pass(point, arrangement);
            }

            /** Where there is a journal it halts itself, when the result of the tool is written down. */
            private void beforeRequest(org.apache.camel.Exchange exchange) throws InterruptedException {
                if (!arrangement.hasJournal()) {
                    pass(ToolKillPoint.BETWEEN_ROUNDS, arrangement);
                }
            }
        };
    }

    /** The journal, which halts before it has a row for the round behind a tool. */
    private static GenerationJournal halting(GenerationJournal journal, ToolArrangement arrangement) {
        return (GenerationJournal) Proxy.newProxyInstance(
                ToolWorker.class.getClassLoader(),
                new Class<?>[] {GenerationJournal.class},
                (proxy, method, values) -> {
                    if (method.getName().equals("hashCode")) {
                        return System.identityHashCode(proxy);
                    }
                    if (method.getName().equals("equals")) {
                        return proxy == values[0];
                    }
                    if (method.getName().equals("begin")
                            && ((Claim) values[0]).key().contains("#round")) {
                        pass(ToolKillPoint.BETWEEN_ROUNDS, arrangement);
                    }
                    try {
                        return method.invoke(journal, values);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
