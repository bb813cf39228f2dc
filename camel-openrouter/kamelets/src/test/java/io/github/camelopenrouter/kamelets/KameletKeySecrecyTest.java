package io.github.camelopenrouter.kamelets;

import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** The key of a kamelet reaches the service, and no log. */
@Timeout(60)
class KameletKeySecrecyTest extends KameletTestSupport {
    private static final String SECRET = "CANARY9876";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    // at DEBUG and TRACE Camel writes the URIs that it resolves, keys and all
    private final Logger camel = (Logger) LoggerFactory.getLogger("org.apache.camel");
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.github.camelopenrouter");

    @BeforeEach
    void listen() {
        log.start();
        camel.setLevel(Level.INFO);
        ours.setLevel(Level.TRACE);
        for (Logger logger : List.of(camel, ours)) {
            logger.setAdditive(false);
            logger.addAppender(log);
        }
    }

    @AfterEach
    void listenNoMore() {
        for (Logger logger : List.of(camel, ours)) {
            logger.detachAppender(log);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
    }

    @Test
    void the_key_of_a_kamelet_is_in_no_log_and_in_no_failure() throws Exception {
        context.getPropertiesComponent().addInitialProperty("my.key", "sk-or-v1-" + SECRET);
        simulator.enqueue(
                Reply.json(401, "{\"error\":{\"code\":401,\"message\":\"bad key sk-or-v1-" + SECRET + "\"}}"));
        ask("openrouter-completion-action", "apiKey: '{{my.key}}'");
        context.start();

        Exchange refused = send("direct:ask", "Say hello");
        Exchange answer = send("direct:ask", "Say hello");

        assertThat(answer.getException()).isNull();
        assertThat(simulator.requests().get(1).header("Authorization")).isEqualTo("Bearer sk-or-v1-" + SECRET);
        for (Throwable failure = refused.getException(); failure != null; failure = failure.getCause()) {
            assertThat(failure.getMessage()).doesNotContain(SECRET);
        }
        assertThat(log.list).as("what was logged").isNotEmpty();
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(line -> line.contains(SECRET));
    }
}
