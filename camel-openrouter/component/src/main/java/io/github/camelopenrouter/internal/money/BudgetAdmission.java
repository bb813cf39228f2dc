package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.OpenRouterBudgetPer;
import io.github.camelopenrouter.error.BudgetExceededException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.ErrorDetails.Retry;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.wire.Told;
import io.github.camelopenrouter.store.BudgetStore.Account;
import io.github.camelopenrouter.store.BudgetStore.Reservation;
import io.github.camelopenrouter.store.StoreException;

/** Admits an attempt only where the budget has room for what it may cost at most. */
public final class BudgetAdmission implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetAdmission.class);
    private static final int LONGEST_ID = 255;

    private final BudgetAccounts accounts;
    private final BudgetTeller teller;
    private final CostEstimate estimate;
    private final CostInquiry inquiry;
    private final boolean failOpen;

    /**
     * @param inquiry finds out the cost of calls whose answers did not tell it
     * @param failOpen whether calls are admitted while the store fails
     */
    public BudgetAdmission(BudgetAccounts accounts, CostEstimate estimate, CostInquiry inquiry, boolean failOpen) {
        this.accounts = accounts;
        this.teller = accounts.teller();
        this.estimate = estimate;
        this.inquiry = inquiry;
        this.failOpen = failOpen;
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        CompletableFuture<Permit> asked = new CompletableFuture<>();
        estimate.of(facts).whenComplete((amount, why) -> {
            if (why != null) {
                asked.completeExceptionally(Causes.of(why));
            } else if (!asked.isDone()) {
                try {
                    reserve(facts, amount, asked);
                } catch (Throwable e) {
                    // the caller must get an answer whatever was thrown, or it would wait for ever
                    asked.completeExceptionally(e);
                }
            }
        });
        return asked;
    }

    private void reserve(CallFacts facts, BigDecimal amount, CompletableFuture<Permit> asked) {
        Account account = accounts.account(facts);
        String alias = facts.keyAlias() == null || facts.keyAlias().length() > LONGEST_ID ? null : facts.keyAlias();
        Reservation reservation = new Reservation(UUID.randomUUID().toString(), account, amount, alias);
        // a caller that gave up while a slow store was busy with others needs no reservation any more
        CompletableFuture<Boolean> answer = teller.ask(() -> !asked.isDone()
                && teller.store().reserve(reservation, accounts.budget().limit()));
        Future<?> silence = answer.isDone() ? null : teller.whenSilent(() -> unreachable(asked, silent()));
        answer.whenComplete((reserved, why) -> {
            if (silence != null) {
                silence.cancel(false);
            }
            if (why != null) {
                // the store may have reserved before its connection broke
                if (!StoreException.isPermanent(why)) {
                    teller.takeBack(() -> teller.store().release(reservation));
                }
                unreachable(asked, Causes.of(why));
            } else if (!reserved) {
                asked.completeExceptionally(exceeded(account, amount));
            } else if (!asked.complete(new Reserved(reservation, facts))) {
                // the caller gave up while the store reserved
                teller.tell(() -> teller.store().release(reservation));
            }
        });
    }

    private static TimeoutException silent() {
        return new TimeoutException(
                "The budget store gave no answer within " + BudgetTeller.SILENCE.toSeconds() + " s");
    }

    private void unreachable(CompletableFuture<Permit> asked, Throwable why) {
        if (failOpen && asked.complete(Permit.NONE)) {
            LOG.error(
                    "The budget store cannot be asked: a call is admitted that no budget counts (budgetFailOpen)", why);
            return;
        }
        String told = why instanceof StoreException known ? known.getMessage() : "the budget store cannot be asked";
        asked.completeExceptionally(new NotAdmittedException(
                ErrorDetails.notSent(
                                "OpenRouter: " + told
                                        + ". Nothing was sent; the option budgetFailOpen would admit calls"
                                        + " meanwhile",
                                "budget_unavailable")
                        .withRetry(StoreException.isPermanent(why) ? Retry.NEVER : Retry.YES),
                why));
    }

    private BudgetExceededException exceeded(Account account, BigDecimal amount) {
        String whose = accounts.per() == OpenRouterBudgetPer.all ? "" : " for this " + accounts.per();
        String until = account.end() == null ? "" : "; it begins anew at " + account.end();
        return new BudgetExceededException(
                ErrorDetails.notSent(
                        "OpenRouter: the budget of $" + accounts.budget() + whose
                                + " has no room for a call that may cost up to $"
                                + amount.stripTrailingZeros().toPlainString() + until + ". Nothing was sent",
                        "budget_exceeded"),
                accounts.budget().limit(),
                account.end());
    }

    /** Money set aside for one attempt. */
    private final class Reserved implements Permit {
        private final Reservation reservation;
        private final CallFacts facts;
        private volatile String generationId;
        private volatile BigDecimal doubted;

        Reserved(Reservation reservation, CallFacts facts) {
            this.reservation = reservation;
            this.facts = facts;
        }

        @Override
        public void answering(String id) {
            generationId = usable(id);
            if (generationId != null) {
                String noted = generationId;
                teller.mention(() -> teller.store().answering(reservation, noted));
            }
        }

        @Override
        public void ended(Result result) {
            BigDecimal cost = believed(result);
            String told = usable(result.generationId());
            String id = told != null ? told : generationId;
            // the store is told first, so that nothing that fails below keeps the money reserved
            teller.tell(() -> {
                if (cost != null) {
                    teller.store().settle(reservation, cost);
                } else {
                    teller.store().hold(reservation, id);
                }
            });
            accounts.lost().repeated(facts, result.cacheSource());
            if (cost != null) {
                accounts.lost().counted(facts, id);
                return;
            }
            if (id == null) {
                accounts.lost().lost(facts, this::inquire);
            } else {
                accounts.lost().counted(facts, id);
                inquire(id);
            }
        }

        /** What the attempt cost; null where that is unknown, or more than the request can have cost. */
        private BigDecimal believed(Result result) {
            BigDecimal cost = BilledCost.of(result);
            if (cost == null || plausible(cost)) {
                return cost;
            }
            doubted = cost;
            LOG.warn(
                    "OpenRouter says that a call cost ${}, which was to cost ${} at most: that stays reserved until GET /generation"
                            + " says the same",
                    cost.toPlainString(),
                    reservation.amount().toPlainString());
            return null;
        }

        private boolean plausible(BigDecimal cost) {
            return BilledCost.isPlausible(cost, reservation.amount(), estimate.bounds());
        }

        private void inquire(String id) {
            inquiry.ask(id, reservation.keyAlias(), this::found);
        }

        private void found(Told told) {
            BigDecimal cost = told.cost();
            boolean twice = doubted != null && cost.compareTo(doubted) == 0 && BilledCost.isPossible(cost);
            if (plausible(cost) || twice) {
                teller.tell(() -> teller.store().settle(reservation, cost));
            } else {
                BilledCost.refuse(cost, reservation.amount());
            }
        }

        private static String usable(String id) {
            return id == null || id.isBlank() || id.length() > LONGEST_ID ? null : id;
        }
    }
}
