package io.github.camelopenrouter.kamelets;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** The files of the page about the Camel CLI, run as an application that has nothing but them. */
@Timeout(60)
class CliFilesTest {
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @ValueSource(strings = {"routes", "kamelet"})
    void the_files_alone_are_an_application(String name) throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains(" USD: ")) {
                    answers.add(event.getFormattedMessage());
                }
            }
        };
        listener.setContext(root.getLoggerContext());
        listener.start();
        root.setLevel(Level.INFO);
        root.addAppender(listener);
        try (OpenRouterSimulator simulator = OpenRouterSimulator.start()) {
            Main main = new Main();
            main.setPropertyPlaceholderLocations("classpath:cli/application.properties");
            main.addOverrideProperty("camel.component.openrouter.base-url", simulator.baseUrl());
            main.addOverrideProperty("camel.component.openrouter.api-key", KameletTestSupport.KEY);
            main.configure().setRoutesIncludePattern("classpath:cli/" + name + ".camel.yaml");
            main.start();
            try {
                assertThat(answers.poll(30, TimeUnit.SECONDS)).endsWith(" USD: 6 * 7 = 42");
                assertThat(simulator.requests().get(0).json().path("max_tokens").asInt())
                        .isEqualTo(200);
            } finally {
                main.stop();
            }
        } finally {
            root.detachAppender(listener);
            root.setLevel(before);
        }
    }
}
