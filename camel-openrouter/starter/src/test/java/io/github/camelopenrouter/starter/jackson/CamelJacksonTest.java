package io.github.camelopenrouter.starter.jackson;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jackson.JacksonDataFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;
import io.github.camelopenrouter.simulator.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that adds camel-jackson-starter, with Boot's own Jackson beside it. */
class CamelJacksonTest {
    private final OpenRouterSimulator simulator = OpenRouterSimulator.start();
    private final ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(
                    "--camel.component.openrouter.base-url=" + simulator.baseUrl(),
                    "--camel.component.openrouter.api-key=sk-or-test",
                    "--camel.component.openrouter.model=openai/gpt-4o-mini");

    @AfterEach
    void stop() {
        application.close();
        simulator.close();
    }

    @Test
    void json_is_the_second_jackson() {
        CamelContext context = application.getBean(CamelContext.class);

        assertThat(context.resolveDataFormat("jackson")).isInstanceOf(JacksonDataFormat.class);
    }

    @Test
    void what_a_model_answers_is_read_and_written_by_it() {
        simulator.enqueue(Reply.completion("{\"name\":\"Paris\"}"));

        Object answer = application.getBean(ProducerTemplate.class).requestBody("direct:ask", "The capital of France?");

        assertThat(answer).isInstanceOf(JsonNode.class);
        assertThat(((JsonNode) answer).path("name").asText()).isEqualTo("Paris");
    }

    public record City(String name) {}

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask")
                            .to("openrouter:completion?outputClass=" + City.class.getName())
                            .marshal()
                            .json()
                            .unmarshal()
                            .json(JsonNode.class);
                }
            };
        }
    }
}
