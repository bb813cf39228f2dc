package io.github.camelopenrouter.examples.springboot;

import java.math.BigDecimal;

import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenDataException;

import org.apache.camel.CamelContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterComponent;
import io.github.camelopenrouter.store.Ledger;

/** What was spent, and what is left, as the component's ledger and budget know it. Amounts are text: they are exact. */
@Component
final class Purse {
    private final CamelContext camel;
    private final boolean simulated;

    Purse(CamelContext camel, @Value("${chat.simulated}") boolean simulated) {
        this.camel = camel;
        this.simulated = simulated;
    }

    /** All that the conversations of this browser cost, and what is left for everybody. */
    ObjectNode of(Browser browser) {
        OpenRouterComponent openRouter = camel.getComponent("openrouter", OpenRouterComponent.class);
        long tokensIn = 0;
        long tokensOut = 0;
        long unknown = 0;
        BigDecimal cost = BigDecimal.ZERO;
        for (Ledger.Entry entry : openRouter.getLedger().entries()) {
            if (browser.name().equals(entry.key().tenant())) {
                tokensIn += entry.promptTokens();
                tokensOut += entry.completionTokens();
                unknown += entry.unknown();
                cost = cost.add(entry.cost());
            }
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("cost", text(cost)).put("unknown", unknown);
        json.put("tokensIn", tokensIn).put("tokensOut", tokensOut).put("simulated", simulated);
        budget(openRouter, json);
        return json;
    }

    private static void budget(OpenRouterComponent openRouter, ObjectNode json) {
        String said = openRouter.getConfiguration().getBudget();
        String[] budget = said.split("/");
        BigDecimal limit = new BigDecimal(budget[0].strip());
        BigDecimal taken = BigDecimal.ZERO;
        try {
            for (Object row : openRouter.getBudgets().values()) {
                CompositeData account = (CompositeData) row;
                taken = taken.add(new BigDecimal((String) account.get("spent")))
                        .add(new BigDecimal((String) account.get("reserved")));
            }
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
        json.put("limit", text(limit)).put("period", budget[1].strip());
        json.put("left", text(limit.subtract(taken).max(BigDecimal.ZERO)));
    }

    static String text(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }
}
