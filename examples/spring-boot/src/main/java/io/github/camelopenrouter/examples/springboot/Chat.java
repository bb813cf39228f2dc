package io.github.camelopenrouter.examples.springboot;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.InMemoryConversationRepository;

/** A chat on a page: with OpenRouter where there is a key, and with a simulator on localhost where there is none. */
@SpringBootApplication
public class Chat {
    private static final int MOST_CONVERSATIONS = 1_000;
    private static final long MOST_CHARACTERS = 128_000_000;

    public static void main(String[] args) {
        start(Map.of(), args);
    }

    /**
     * @param defaults settings that count where nothing else says them
     */
    static ConfigurableApplicationContext start(Map<String, Object> defaults, String... args) {
        SpringApplication application = new SpringApplication(Chat.class);
        application.setDefaultProperties(defaults);
        application.addInitializers(new SimulatorWithoutKey());
        return application.run(args);
    }

    /** Not before: a page that is opened while the routes still start has nobody to ask. */
    @EventListener
    void sayWhere(ApplicationReadyEvent ready) {
        Environment settings = ready.getApplicationContext().getEnvironment();
        System.out.println(
                settings.getProperty("chat.simulated", Boolean.class, false)
                        ? "OPENROUTER_API_KEY is not set: a simulator on localhost answers, and nothing is paid."
                        : "Asking OpenRouter, for at most " + settings.getProperty("camel.component.openrouter.budget")
                                + " in US dollars.");
        System.out.println("Open http://" + settings.getProperty("server.address") + ":"
                + settings.getProperty("local.server.port") + "/ in a browser. Ctrl+C ends the application.");
    }

    @Bean
    ServletRegistrationBean<AnswerServlet> streamedAnswers(AnswerServlet servlet) {
        return new ServletRegistrationBean<>(servlet, AnswerServlet.PATH);
    }

    /** In memory, and so for as long as the application lives; with a {@code JdbcConversationRepository} for longer. */
    @Bean
    ConversationRepository conversations() {
        return new InMemoryConversationRepository(MOST_CONVERSATIONS, MOST_CHARACTERS);
    }
}
