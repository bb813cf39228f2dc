package io.github.camelopenrouter.starter;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionOnBootTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void an_application_with_the_starter_asks_a_model() {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--camel.component.openrouter.base-url=" + simulator.baseUrl(),
                        "--camel.component.openrouter.api-key=sk-or-test",
                        "--camel.component.openrouter.allow-insecure-http=true",
                        "--camel.component.openrouter.model=openai/gpt-4o-mini")) {
            String answer = application
                    .getBean(ProducerTemplate.class)
                    .requestBody("direct:ask", "What is Camel?", String.class);
            assertThat(answer).isNotBlank();
        }
    }

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("openrouter:completion");
                }
            };
        }
    }
}
