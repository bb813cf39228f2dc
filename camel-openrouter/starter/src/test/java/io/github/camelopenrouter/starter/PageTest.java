package io.github.camelopenrouter.starter;

import java.util.Map;

import javax.sql.DataSource;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.OpenRouterToolFault;
import io.github.camelopenrouter.store.BudgetStore;
import io.github.camelopenrouter.store.JdbcBudgetStore;

import static io.github.camelopenrouter.starter.Applications.component;
import static io.github.camelopenrouter.starter.Applications.options;
import static org.assertj.core.api.Assertions.assertThat;

/** What the page of Spring Boot shows. */
class PageTest {
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        application = new SpringApplicationBuilder(Stores.class, Routes.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.config.location=classpath:/page/application.yaml",
                        "--OPENROUTER_API_KEY=sk-or-one",
                        "--OPENROUTER_EU_API_KEY=sk-or-two");
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void the_options_are_set() {
        OpenRouterConfiguration options = options(application);

        assertThat(options.getApiKey()).isEqualTo("sk-or-one");
        assertThat(options.getMaxTokens()).isEqualTo(500);
        assertThat(options.getTotalTimeout()).isEqualTo(120_000);
        assertThat(options.getBudget()).isEqualTo("5.00/day");
        assertThat(options.getProviderOrder()).isEqualTo("azure,openai");
        assertThat(options.getOnToolFailure()).isEqualTo(OpenRouterToolFault.tellModel);
        assertThat(options.getMetadata()).isEqualTo(Map.of("team", "billing"));
        assertThat(options.getBody()).isEqualTo(Map.of("verbosity", "low", "prediction", Map.of("type", "content")));
    }

    @Test
    void the_second_component_is_used_by_its_name() {
        assertThat(component(application, "openrouter-eu").getConfiguration().getBaseUrl())
                .isEqualTo("https://eu.openrouter.ai/api/v1");
    }

    @Configuration
    @EnableAutoConfiguration
    static class Stores {
        // tag::beans[]
        @Bean
        BudgetStore budgets(DataSource dataSource) {
            return new JdbcBudgetStore(dataSource);
        }

        @Bean
        ApiKeyProvider keys(Vault vault) {
            return alias -> vault.read(alias == null ? "default" : alias);
        }
        // end::beans[]

        @Bean
        DataSource dataSource() {
            return Mockito.mock(DataSource.class);
        }

        @Bean
        Vault vault() {
            return name -> "sk-or-" + name;
        }
    }

    interface Vault {
        String read(String name);
    }

    // tag::routes[]
    @Configuration
    static class Routes {
        @Bean
        RouteBuilder ask() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("openrouter:completion?temperature=0");
                    from("direct:ask-eu").to("openrouter-eu:completion");
                }
            };
        }
    }
    // end::routes[]
}
