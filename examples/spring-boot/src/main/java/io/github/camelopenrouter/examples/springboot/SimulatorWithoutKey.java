package io.github.camelopenrouter.examples.springboot;

import java.time.Duration;
import java.util.Map;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.MapPropertySource;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** Where no key is set, a simulator on localhost answers, for as long as the application lives. */
final class SimulatorWithoutKey implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final Duration PACE = Duration.ofMillis(25);

    @Override
    public void initialize(ConfigurableApplicationContext application) {
        String key = application.getEnvironment().getProperty("OPENROUTER_API_KEY");
        if (key != null && !key.isBlank()) {
            return;
        }
        OpenRouterSimulator simulator =
                OpenRouterSimulator.builder().tokenInterval(PACE).start();
        application.addApplicationListener((ApplicationListener<ContextClosedEvent>) closed -> simulator.close());
        Map<String, Object> settings = Map.of(
                "OPENROUTER_API_KEY",
                "no-key-needed",
                "OPENROUTER_BASE_URL",
                simulator.baseUrl(),
                "chat.simulated",
                true);
        application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("simulator", settings));
    }
}
