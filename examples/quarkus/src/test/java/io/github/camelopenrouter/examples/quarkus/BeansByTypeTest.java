package io.github.camelopenrouter.examples.quarkus;

import java.math.BigDecimal;
import java.util.Set;

import jakarta.inject.Inject;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.ApiKeyProvider;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** Beans without a name, which nothing but the component asks for, and which no option names. */
@QuarkusTest
@TestProfile(BeansByTypeTest.Unnamed.class)
class BeansByTypeTest extends ServiceTestSupport {
    /** Starts the application once more. */
    public static class Unnamed implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(UnnamedBeans.class);
        }
    }

    @Inject
    ProducerTemplate template;

    private Exchange ask(String alias) {
        return template.request("direct:whole", exchange -> {
            exchange.getMessage().setBody("Say x");
            exchange.getMessage().setHeader(OpenRouterConstants.KEY_ALIAS, alias);
        });
    }

    @Test
    void the_only_key_provider_is_asked_for_the_key() {
        Exchange answered = ask("books");

        assertThat(answered.getException()).isNull();
        assertThat(questions().get(0).header("authorization")).isEqualTo("Bearer key-of-books");
    }

    @Test
    void a_bean_of_the_application_s_scope_is_taken_as_its_client_proxy() {
        ApiKeyProvider taken = camel.getRegistry().findSingleByType(ApiKeyProvider.class);

        assertThat(taken).isInstanceOf(ClientProxy.class);
    }

    @Test
    void the_only_ledger_has_what_all_answers_cost() throws Exception {
        BigDecimal before = openrouter().getLedger().cost();

        Client.Response answer = client.ask("Say x");

        assertThat(openrouter().getLedger())
                .isInstanceOf(InMemoryLedger.class)
                .isSameAs(camel.getRegistry().findSingleByType(Ledger.class));
        assertThat(openrouter().getLedger().cost().subtract(before))
                .isPositive()
                .isEqualByComparingTo(answer.body().path("cost").decimalValue());
    }
}
