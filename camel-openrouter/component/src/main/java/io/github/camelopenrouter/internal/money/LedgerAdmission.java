package io.github.camelopenrouter.internal.money;

import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.call.Admission;
import io.github.camelopenrouter.internal.call.CallFacts;
import io.github.camelopenrouter.internal.wire.Told;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.store.InMemoryLedger;
import io.github.camelopenrouter.store.Ledger;
import io.github.camelopenrouter.store.Ledger.Entry;
import io.github.camelopenrouter.store.Ledger.Key;

/** Refuses nothing and writes down how every attempt ended. */
public final class LedgerAdmission implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerAdmission.class);

    private final Ledger ledger;
    private final LostGenerations lost;
    private final CostInquiry inquiry;

    /**
     * @param lost attempts of this ledger whose generation is not known
     * @param inquiry finds out the cost of calls whose answers did not tell it; null to leave it unknown
     */
    public LedgerAdmission(Ledger ledger, LostGenerations lost, CostInquiry inquiry) {
        this.ledger = ledger;
        this.lost = lost;
        this.inquiry = inquiry;
    }

    @Override
    public CompletableFuture<Permit> ask(CallFacts facts) {
        return CompletableFuture.completedFuture(new Line(facts));
    }

    @Override
    public boolean endsAnywhere() {
        return ledger instanceof InMemoryLedger;
    }

    /** One attempt. */
    private final class Line implements Permit {
        private final CallFacts facts;
        private volatile String generationId;

        Line(CallFacts facts) {
            this.facts = facts;
        }

        @Override
        public void answering(String id) {
            generationId = id;
        }

        @Override
        public void ended(Result result) {
            BigDecimal said = BilledCost.of(result);
            BigDecimal cost = said == null || BilledCost.isPossible(said) ? said : null;
            BigDecimal atLeast = BilledCost.atLeast(result);
            Usage usage = result.usage();
            ChatResponse response = result.response();
            Key key = key(
                    response == null ? null : response.model(),
                    response == null ? result.failure().getProvider() : response.provider());
            long failed = result.good() ? 0 : 1;
            Entry entry = new Entry(
                    key,
                    1,
                    failed,
                    cost == null ? 1 : 0,
                    number(usage == null ? null : usage.promptTokens()),
                    number(usage == null ? null : usage.completionTokens()),
                    cost != null ? cost : BilledCost.isPossible(atLeast) ? atLeast : BigDecimal.ZERO);
            write(entry);
            if (inquiry != null) {
                String told = result.generationId();
                String id = told != null ? told : generationId;
                lost.repeated(facts, result.cacheSource());
                if (cost == null && id == null) {
                    lost.lost(facts, found -> inquire(found, entry));
                } else {
                    lost.counted(facts, id);
                }
                if (cost == null) {
                    inquire(id, entry);
                }
            }
        }

        private void inquire(String id, Entry entry) {
            inquiry.ask(id, facts.keyAlias(), found -> correct(entry, found));
        }

        /** Takes back what was written and writes what is known now, which includes who answered. */
        private void correct(Entry written, Told told) {
            if (!BilledCost.isPossible(told.cost())) {
                LOG.error(
                        "OpenRouter says that a call cost ${}, which cannot be: its cost stays unknown in the ledger",
                        told.cost().toPlainString());
                return;
            }
            write(new Entry(
                    written.key(),
                    -1,
                    -written.failed(),
                    -1,
                    -written.promptTokens(),
                    -written.completionTokens(),
                    written.cost().negate()));
            String provider =
                    told.provider() != null ? told.provider() : written.key().provider();
            write(new Entry(
                    key(told.model(), provider),
                    1,
                    written.failed(),
                    0,
                    number(told.promptTokens()),
                    number(told.completionTokens()),
                    told.cost()));
        }

        /** The ledger may be anybody's, and a call must not suffer from it. */
        private void write(Entry entry) {
            try {
                ledger.add(entry);
            } catch (Throwable e) {
                LOG.error("The ledger failed: it lacks {}", entry, e);
            }
        }

        private Key key(String model, String provider) {
            return new Key(
                    model != null ? model : facts.model(), provider, facts.routeId(), facts.keyAlias(), facts.tenant());
        }

        private static long number(Long tokens) {
            return tokens == null ? 0 : tokens;
        }
    }
}
