package io.github.camelopenrouter.internal.observe;

import java.util.List;
import java.util.Map;

import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

import io.github.camelopenrouter.internal.money.BudgetAccounts;
import io.github.camelopenrouter.store.BudgetStore.Balance;
import io.github.camelopenrouter.store.Ledger.Entry;
import io.github.camelopenrouter.store.Ledger.Key;

/** Budgets and ledger as tables for JMX. */
public final class ManagementTables {
    private static final String[] BUDGET = {"account", "budget", "limit", "spent", "reserved"};
    private static final String[] LEDGER = {
        "model",
        "provider",
        "route",
        "keyAlias",
        "tenant",
        "calls",
        "failed",
        "unknown",
        "promptTokens",
        "completionTokens",
        "cost"
    };

    private ManagementTables() {}

    public static TabularData budgets(List<BudgetAccounts> budgets) throws OpenDataException {
        CompositeType row = row("budget", BUDGET, BUDGET.length);
        TabularData table = new TabularDataSupport(
                new TabularType("budgets", "Budgets and what is left of them", row, new String[] {BUDGET[0]}));
        for (BudgetAccounts accounts : budgets) {
            String limit = accounts.budget().limit().toPlainString();
            for (Map.Entry<String, Balance> account : accounts.balances().entrySet()) {
                Balance balance = account.getValue();
                Object[] values = {
                    account.getKey(),
                    accounts.budget().toString(),
                    limit,
                    balance.spent().toPlainString(),
                    balance.reserved().toPlainString()
                };
                // one name may stand for budgets in several stores, or before and after a change of its limit
                if (!table.containsKey(new Object[] {account.getKey()})) {
                    table.put(new CompositeDataSupport(row, BUDGET, values));
                }
            }
        }
        return table;
    }

    public static TabularData ledger(List<Entry> entries) throws OpenDataException {
        CompositeType row = row("entry", LEDGER, 5);
        String[] key = {LEDGER[0], LEDGER[1], LEDGER[2], LEDGER[3], LEDGER[4]};
        TabularData table = new TabularDataSupport(new TabularType("ledger", "What calls used and cost", row, key));
        for (Entry entry : entries) {
            Key of = entry.key();
            Object[] values = {
                of.model(),
                of.provider(),
                of.route(),
                of.keyAlias(),
                of.tenant(),
                entry.calls(),
                entry.failed(),
                entry.unknown(),
                entry.promptTokens(),
                entry.completionTokens(),
                entry.cost().toPlainString()
            };
            table.put(new CompositeDataSupport(row, LEDGER, values));
        }
        return table;
    }

    /** Text, then numbers; but amounts of money are text, because JMX clients make floating point of them. */
    private static CompositeType row(String name, String[] columns, int texts) throws OpenDataException {
        OpenType<?>[] types = new OpenType<?>[columns.length];
        for (int i = 0; i < columns.length; i++) {
            boolean text = i < texts || columns[i].equals("cost");
            types[i] = text ? SimpleType.STRING : SimpleType.LONG;
        }
        return new CompositeType(name, name, columns, columns, types);
    }
}
