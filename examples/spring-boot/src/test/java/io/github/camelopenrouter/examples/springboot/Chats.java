package io.github.camelopenrouter.examples.springboot;

import java.util.HashMap;
import java.util.Map;

import org.springframework.context.ConfigurableApplicationContext;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

/** The application of a test, and what it asks. */
final class Chats implements AutoCloseable {
    private final ConfigurableApplicationContext application;

    private Chats(ConfigurableApplicationContext application) {
        this.application = application;
    }

    /**
     * @param settings pairs of name and value, that win over those of the application
     */
    static Chats start(OpenRouterSimulator simulator, String... settings) {
        Map<String, String> all = new HashMap<>();
        all.put("OPENROUTER_API_KEY", "sk-or-v1-good");
        all.put("OPENROUTER_BASE_URL", simulator.baseUrl());
        all.put("server.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        String[] arguments = all.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new Chats(Chat.start(Map.of(), arguments));
    }

    String url() {
        return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + "/";
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    @Override
    public void close() {
        application.close();
    }
}
