package io.github.camelopenrouter.examples.messagequeue;

import java.nio.file.Path;
import java.util.function.UnaryOperator;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConfiguration;

/**
 * What the environment says.
 *
 * @param lookup a setting by its name; null for none
 */
record Settings(UnaryOperator<String> lookup) {
    static final String KEY = "OPENROUTER_API_KEY";
    static final String BASE_URL = "OPENROUTER_BASE_URL";
    static final String MODEL = "OPENROUTER_MODEL";
    static final int SIMULATOR_PORT = 8_787;

    private static final String NO_KEY = "no-key-needed";
    private static final String DEFAULT_MODEL = "openai/gpt-4o-mini";

    /** Of this process and the file {@code .env} in its working directory. */
    static Settings load() {
        try {
            EnvironmentFile.read(Path.of("")).forEach(System::setProperty);
        } catch (IllegalArgumentException e) {
            throw new MisuseException(e.getMessage());
        }
        return new Settings(name -> {
            String value = System.getenv(name);
            return value == null ? System.getProperty(name) : value;
        });
    }

    /** Whether the real service answers; a simulator does otherwise. */
    boolean hasKey() {
        return text(KEY, null) != null && !NO_KEY.equals(text(KEY, null));
    }

    String key() {
        return text(KEY, NO_KEY);
    }

    String model() {
        return text(MODEL, DEFAULT_MODEL);
    }

    /** Where the component sends to; null for its own default, the real service. */
    String baseUrl() {
        return text(BASE_URL, hasKey() ? null : "http://localhost:" + SIMULATOR_PORT + "/api/v1");
    }

    /** A component that has the key, and sends to where these settings say. */
    OpenRouterComponent component() {
        OpenRouterComponent component = new OpenRouterComponent();
        OpenRouterConfiguration configuration = component.getConfiguration();
        configuration.setApiKey(key());
        configuration.setModel(model());
        configuration.setAppTitle("camel-openrouter message-queue");
        if (baseUrl() != null) {
            configuration.setBaseUrl(baseUrl());
        }
        return component;
    }

    /** Where messages and database are kept unless an option says otherwise. */
    static Path folder() {
        return Path.of(System.getProperty("messagequeue.folder", "target/message-queue"));
    }

    private String text(String name, String otherwise) {
        String text = lookup.apply(name);
        return text == null || text.isBlank() ? otherwise : text;
    }
}
