package io.github.camelopenrouter.starter;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.camelopenrouter.starter.Applications.PREFIX;
import static io.github.camelopenrouter.starter.Applications.withStarter;
import static org.assertj.core.api.Assertions.assertThat;

/** The component itself notices that nobody reads its properties, which is so in Boot without the starter. */
@ExtendWith(OutputCaptureExtension.class)
class UnreadPropertiesTest {
    private static final String WARNING = "in Spring Boot, add camel-openrouter-starter";

    private static void used(ApplicationContextRunner runner) {
        runner.withPropertyValues(PREFIX + "model=openai/gpt-4o-mini")
                .run(application -> application.getBean(CamelContext.class).getEndpoint("openrouter:completion"));
    }

    @Test
    void without_the_starter_the_log_says_what_is_missing(CapturedOutput output) {
        used(new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class)));

        assertThat(output).contains("The property camel.component.openrouter.model is set", WARNING);
    }

    @Test
    void with_the_starter_nothing_is_missing(CapturedOutput output) {
        used(withStarter());

        assertThat(output).doesNotContain(WARNING);
    }
}
