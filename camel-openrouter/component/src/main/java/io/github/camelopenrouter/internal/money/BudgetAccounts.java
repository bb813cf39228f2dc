package io.github.camelopenrouter.internal.money;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.support.RecentMap;
import io.github.camelopenrouter.store.BudgetStore.Account;
import io.github.camelopenrouter.store.BudgetStore.Balance;

/** One budget in one store, with an account for each period and each of those who have a budget of their own. Thread-safe. */
public final class BudgetAccounts {
    private static final int MOST_SEEN = 100;

    private final String name;
    private final Budget budget;
    private final OpenRouterBudgetPer per;
    private final BudgetTeller teller;
    private final Clock clock;
    private final LostGenerations lost = new LostGenerations();
    private final RecentMap<String, Account> seen = new RecentMap<>(MOST_SEEN);

    /**
     * @param name those of one name in one store share their money
     */
    public BudgetAccounts(String name, Budget budget, OpenRouterBudgetPer per, BudgetTeller teller, Clock clock) {
        this.name = name;
        this.budget = budget;
        this.per = per;
        this.teller = teller;
        this.clock = clock;
    }

    /** Where the money for this call comes from, now. */
    Account account(CallFacts facts) {
        Instant now = clock.instant();
        Budget.Period period = budget.period();
        String whose = AccountName.of(name + "/" + period + "/" + per, subject(facts));
        Account account = new Account(whose, period.start(now), period.end(now));
        seen.put(whose, account);
        return account;
    }

    /** Who makes the call; null for nobody in particular. */
    private String subject(CallFacts facts) {
        return switch (per) {
            case all -> null;
            case keyAlias -> facts.keyAlias();
            case route -> facts.routeId();
            case tenant -> facts.tenant();
        };
    }

    LostGenerations lost() {
        return lost;
    }

    BudgetTeller teller() {
        return teller;
    }

    public Budget budget() {
        return budget;
    }

    OpenRouterBudgetPer per() {
        return per;
    }

    /**
     * What has become of the accounts that were asked lately; at most a hundred. Asks the store, on this thread.
     *
     * @return by name
     */
    public Map<String, Balance> balances() {
        Instant now = clock.instant();
        Map<String, Balance> balances = new LinkedHashMap<>();
        for (Account account : seen.copy().values()) {
            if (account.end() == null || now.isBefore(account.end())) {
                balances.put(account.name(), teller.store().balance(account));
            }
        }
        return balances;
    }
}
