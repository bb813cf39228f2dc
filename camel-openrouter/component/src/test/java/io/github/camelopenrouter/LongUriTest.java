package io.github.camelopenrouter;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** The first message to an endpoint with tools in its URI, where the names that Camel makes of it take quadratic time. */
class LongUriTest {
    private final RunningContext running = new RunningContext();

    @AfterEach
    void close() {
        running.close();
    }

    private static String uri(int size) {
        String tool =
                "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"so & so, 100% = so\",\"parameters\":{}}}";
        StringBuilder tools = new StringBuilder("[").append(tool);
        while (tools.length() < size) {
            tools.append(',').append(tool);
        }
        return "openrouter:completion?maxTokens=10&budget=5.00/day&budgetReserve=0.01&requestsPerMinute=600"
                + "&tokensPerMinute=10000000&maxInFlight=3&apiKey=RAW(sk-or-v1-" + "0".repeat(64) + ")&body.tools=RAW("
                + tools.append("])");
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    @ParameterizedTest
    @CsvSource({"to,11000", "template,11000", "toD,11000"})
    void its_first_message_costs_little(String how, int size) throws Exception {
        String uri = uri(size);
        running.simulator.replyWith(request -> Reply.json(RunningContext.ANSWER));
        long before = cpu();
        if (!how.equals("template")) {
            running.context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    if (how.equals("to")) {
                        from("direct:long").to(uri);
                    } else {
                        from("direct:long").toD(uri + "&user=RAW(u-${header.user})");
                    }
                }
            });
        }
        Exchange exchange = running.send(how.equals("template") ? uri : "direct:long", "hello");
        long took = cpu() - before;

        assertThat(exchange.getException()).isNull();
        assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
}
