package io.github.camelopenrouter.docs;

import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

import org.apache.camel.builder.RouteBuilder;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.store.JdbcBudgetStore;
import io.github.camelopenrouter.store.Ledger;

import static org.assertj.core.api.Assertions.assertThat;

class MoneyPageTest extends DocsTestSupport {
    private final DataSource dataSource =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @Override
    void configure(OpenRouterComponent component) {
        super.configure(component);
        // tag::budget[]
        component.getConfiguration().setBudget("5.00/day");
        component.getConfiguration().setMaxTokens(500);
        // end::budget[]
        // tag::store[]
        JdbcBudgetStore store = new JdbcBudgetStore(dataSource);
        store.createSchema();
        component.getConfiguration().setBudgetStore(store);
        // end::store[]
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                // tag::refused[]
                from("direct:ask")
                        .doTry()
                        .to("openrouter:completion?budget=0.10/hour&budgetReserve=0.10")
                        .doCatch(BudgetExceededException.class)
                        .setBody(simple("No money left until ${exception.resetsAt}"))
                        .end();
                // end::refused[]

                // tag::tenant[]
                from("direct:tenant")
                        .setHeader(OpenRouterConstants.TENANT, header("customer"))
                        .to("openrouter:completion?budget=1.00/month&budgetPer=tenant");
                // end::tenant[]
            }
        };
    }

    @Test
    void a_budget_refuses_what_it_has_no_room_for() {
        assertThat(template.requestBody("direct:ask", "Say hello")).isEqualTo("hello");
        assertThat(template.requestBody("direct:ask", "Say hello").toString()).startsWith("No money left until 20");
        assertThat(simulator.requests())
                .filteredOn(request -> request.path().endsWith("/chat/completions"))
                .hasSize(1);
    }

    @Test
    void the_ledger_knows_who_spent_what() {
        template.requestBodyAndHeaders("direct:tenant", "Say hello", Map.of("customer", "acme"));

        // tag::ledger[]
        Ledger ledger =
                context.getComponent("openrouter", OpenRouterComponent.class).getLedger();
        BigDecimal total = ledger.cost();
        Map<String, BigDecimal> byTenant = new java.util.TreeMap<>();
        for (Ledger.Entry entry : ledger.entries()) {
            byTenant.merge(String.valueOf(entry.key().tenant()), entry.cost(), BigDecimal::add);
        }
        // end::ledger[]

        assertThat(total).isEqualByComparingTo(simulator.billed()).isPositive();
        assertThat(byTenant).containsKey("acme");
    }
}
