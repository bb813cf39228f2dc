package io.github.camelopenrouter.starter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.camelopenrouter.simulator.OpenRouterSimulator;

import static org.assertj.core.api.Assertions.assertThat;

/** In a process of its own: Camel looks once whether threads are virtual. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {

    private static List<String> run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Application.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join("\n", output)).isZero();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void boots_switch_makes_the_threads_virtual_on_which_routes_go_on() throws Exception {
        assertThat(run("--spring.threads.virtual.enabled=true"))
                .contains("behind a completion: virtual", "behind a chunk: virtual");
    }

    @Test
    void without_it_they_are_not() throws Exception {
        assertThat(run()).contains("behind a completion: not virtual", "behind a chunk: not virtual");
    }

    @Configuration
    @EnableAutoConfiguration
    static class Application {
        public static void main(String[] arguments) throws IOException {
            try (OpenRouterSimulator simulator = OpenRouterSimulator.start();
                    ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                            .web(WebApplicationType.NONE)
                            .properties(
                                    "camel.component.openrouter.base-url=" + simulator.baseUrl(),
                                    "camel.component.openrouter.api-key=sk-or-test",
                                    "camel.component.openrouter.model=openai/gpt-4o-mini")
                            .run(arguments)) {
                ProducerTemplate template = application.getBean(ProducerTemplate.class);
                template.sendBody("direct:completion", "hello");
                template.sendBody("direct:stream", "hello");
            }
        }

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:completion").to("openrouter:completion").process(exchange -> tell("a completion"));
                    from("direct:stream").to("openrouter:streaming?streamTo=direct:chunk");
                    from("direct:chunk").process(exchange -> tell("a chunk"));
                }
            };
        }

        private static void tell(String what) throws ReflectiveOperationException {
            // the module is compiled for a Java that has no virtual threads
            boolean virtual = (boolean) Thread.class.getMethod("isVirtual").invoke(Thread.currentThread());
            System.out.println("behind " + what + ": " + (virtual ? "virtual" : "not virtual"));
        }
    }
}
