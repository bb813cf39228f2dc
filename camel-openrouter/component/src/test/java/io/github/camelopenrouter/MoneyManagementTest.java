package io.github.camelopenrouter;

import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What JMX tells of money. */
class MoneyManagementTest extends SimulatorTestSupport {
    private ObjectName name;
    private MBeanServer server;

    @Override
    protected boolean useJmx() {
        return true;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        OpenRouterConfiguration options =
                context.getComponent("openrouter", OpenRouterComponent.class).getConfiguration();
        options.setBudget("2.50/month");
        options.setBudgetReserve("0.10");
        return context;
    }

    private Object attribute(String attribute) throws Exception {
        name = new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",type=components,name=\""
                + "openrouter\"");
        server = context.getManagementStrategy().getManagementAgent().getMBeanServer();
        return server.getAttribute(name, attribute);
    }

    @Test
    void budgets_and_ledger_can_be_read() throws Exception {
        Exchange exchange = send("openrouter:completion", "Say hello");
        assertThat(exchange.getException()).isNull();
        String billed = simulator.billed().toPlainString();

        assertThat(attribute("LedgerCost")).hasToString(billed);
        TabularData budgets = (TabularData) attribute("Budgets");
        assertThat(budgets.values()).hasSize(1).allSatisfy(row -> {
            CompositeData budget = (CompositeData) row;
            assertThat(budget.getAll(new String[] {"account", "budget", "limit", "spent"}))
                    .containsExactly("openrouter/month/all", "2.50/month", "2.50", billed);
            assertThat((String) budget.get("reserved")).matches("0(\\.0+)?");
        });
        TabularData ledger = (TabularData) attribute("LedgerEntries");
        assertThat(ledger.values()).hasSize(1).allSatisfy(row -> {
            CompositeData entry = (CompositeData) row;
            assertThat(entry.get("calls")).isEqualTo(1L);
            assertThat(entry.get("cost")).isEqualTo(billed);
        });
    }
}
