package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Checks keys and answers what is asked about money. */
final class Account {

    static final String USER_ID = "user_simulator";

    private static final BigDecimal CREDITS = BigDecimal.valueOf(100);
    private static final int LABEL_START = 12;
    private static final int LABEL_END = 3;

    private final Set<String> keys;
    private final Ledger ledger;

    /** @param keys the only ones to be accepted; if there are none, all are */
    Account(Set<String> keys, Ledger ledger) {
        this.keys = Set.copyOf(keys);
        this.ledger = ledger;
    }

    void check(ServiceRequest http) {
        if (http.key() == null) {
            throw ApiException.unauthorized("Missing Authentication header");
        }
        if (!isKnown(http)) {
            throw ApiException.unauthorized("User not found.");
        }
    }

    boolean isKnown(ServiceRequest http) {
        return http.key() != null && (keys.isEmpty() || keys.contains(http.key()));
    }

    ServiceAnswer key(ServiceRequest http) {
        BigDecimal usage = ledger.billed();
        ObjectNode json = Json.object();
        ObjectNode data = json.putObject("data");
        data.put("label", label(http.key()));
        data.putNull("limit").putNull("limit_remaining").putNull("limit_reset").put("include_byok_in_limit", false);
        for (String period : new String[] {"", "_daily", "_weekly", "_monthly"}) {
            data.put("usage" + period, usage).put("byok_usage" + period, 0);
        }
        data.put("is_free_tier", false).put("is_management_key", false).put("is_provisioning_key", false);
        data.put("creator_user_id", USER_ID).putNull("expires_at");
        data.putObject("rate_limit")
                .put("requests", -1)
                .put("interval", "10s")
                .put("note", "Deprecated; the simulator has no limits.");
        return ServiceAnswer.json(json);
    }

    ServiceAnswer credits() {
        ObjectNode json = Json.object();
        json.putObject("data").put("total_credits", CREDITS).put("total_usage", ledger.billed());
        return ServiceAnswer.json(json);
    }

    ServiceAnswer generation(ServiceRequest http) {
        String id = http.parameter("id");
        if (id == null || id.isEmpty()) {
            throw ApiException.badRequest("id is required");
        }
        Generation generation =
                ledger.find(id).orElseThrow(() -> ApiException.notFound("Generation " + id + " not found"));
        ObjectNode json = Json.object();
        json.set("data", generation.json());
        return ServiceAnswer.json(json);
    }

    private static String label(String key) {
        if (key.length() <= LABEL_START + LABEL_END) {
            return key.charAt(0) + "...";
        }
        return key.substring(0, LABEL_START) + "..." + key.substring(key.length() - LABEL_END);
    }
}
