package io.github.camelopenrouter.examples.quarkus;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;
import jakarta.inject.Named;

import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.OpenRouterConfiguration;
import io.github.camelopenrouter.store.InMemoryBudgetStore;
import io.github.camelopenrouter.store.Ledger;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code camel.component.openrouter.*} in the configuration of Quarkus, and beans of CDI. */
@QuarkusTest
@TestProfile(ConfigurationTest.Properties.class)
class ConfigurationTest extends ServiceTestSupport {
    /** Starts the application once more. */
    public static class Properties implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(NamedBeans.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.ofEntries(
                    Map.entry("camel.component.openrouter.response-timeout", "45s"),
                    Map.entry("camel.component.openrouter.idleTimeout", "PT1M"),
                    Map.entry("camel.component.openrouter.connection-time-to-live", "1h30m"),
                    Map.entry("camel.component.openrouter.max-total-connections", "77"),
                    Map.entry("camel.component.openrouter.model", "{{of.another.property}}"),
                    Map.entry("of.another.property", "anthropic/claude-3-haiku"),
                    Map.entry("camel.component.openrouter.temperature", "0.25"),
                    Map.entry("camel.component.openrouter.budget", "0.0001/day"),
                    Map.entry("camel.component.openrouter.budget-per", "tenant"),
                    Map.entry("camel.component.openrouter.http-header[X-Team]", "books"),
                    Map.entry("camel.component.openrouter.api-key-provider", "#vault"),
                    Map.entry("camel.component.openrouter.budget-store", "#budgets"),
                    Map.entry("camel.component.openrouter.ledger", "#books"));
        }
    }

    @Inject
    @Named("books")
    Ledger ledger;

    private OpenRouterConfiguration options() {
        return openrouter().getConfiguration();
    }

    @Test
    void names_may_be_in_kebab_case_or_in_camel_case() {
        assertThat(options().getResponseTimeout())
                .isEqualTo(Duration.ofSeconds(45).toMillis());
        assertThat(options().getIdleTimeout()).isEqualTo(Duration.ofMinutes(1).toMillis());
    }

    @Test
    void durations_numbers_and_enumerations_are_read() {
        assertThat(openrouter().getConnectionTimeToLive())
                .isEqualTo(Duration.ofMinutes(90).toMillis());
        assertThat(openrouter().getMaxTotalConnections()).isEqualTo(77);
        assertThat(options().getTemperature()).isEqualTo(0.25);
        assertThat(options().getBudgetPer()).isEqualTo(OpenRouterBudgetPer.tenant);
    }

    @Test
    void placeholders_of_Camel_are_resolved() {
        assertThat(options().getModel()).isEqualTo("anthropic/claude-3-haiku");
    }

    @Test
    void beans_of_CDI_are_what_a_reference_names() {
        assertThat(openrouter().getLedger()).isSameAs(ledger);
        assertThat(options().getApiKeyProvider().apiKey(null)).isEqualTo("key-of-a-bean");
        assertThat(options().getBudgetStore()).isInstanceOf(InMemoryBudgetStore.class);
    }

    @Test
    void a_budget_that_is_used_up_is_a_402_that_says_when_to_come_back() throws Exception {
        Client.Response answer = client.ask("Say x");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.body().path("title").textValue())
                .isEqualTo("The budget of this service has no room for this answer");
        assertThat(answer.body().path("remedy").textValue()).startsWith("Ask again after 20");
        assertThat(Long.parseLong(answer.retryAfter()))
                .isBetween(1L, Duration.ofDays(1).toSeconds());
        assertThat(questions()).isEmpty();
    }
}
