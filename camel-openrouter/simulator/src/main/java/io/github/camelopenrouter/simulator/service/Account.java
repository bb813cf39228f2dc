package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Checks keys and answers what is asked about money. */
final class Account {

    static final String USER_ID = "user_simulator";

    private static final BigDecimal CREDITS = BigDecimal.valueOf(100);
    private static final int LABEL_START = 12;
    private static final int LABEL_END = 3;

    private final ServiceSettings settings;
    private final Clock clock;
    private final Ledger ledger;

    Account(ServiceSettings settings, Clock clock, Ledger ledger) {
        this.settings = settings;
        this.clock = clock;
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
        return http.key() != null
                && (settings.keys().isEmpty() || settings.keys().contains(http.key()));
    }

    ServiceAnswer key(ServiceRequest http) {
        BigDecimal usage = ledger.billedTo(Hash.ofKey(http.key()));
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

    ServiceAnswer credits(ServiceRequest http) {
        ObjectNode json = Json.object();
        json.putObject("data")
                .put("total_credits", CREDITS)
                .put("total_usage", ledger.billedTo(Hash.ofKey(http.key())));
        return ServiceAnswer.json(json);
    }

    ServiceAnswer generation(ServiceRequest http) {
        String id = http.parameter("id");
        if (id == null || id.isEmpty()) {
            throw ApiException.badRequest("id is required");
        }
        Instant now = clock.instant();
        Generation generation = ledger.find(id)
                .filter(known ->
                        !known.completed().plus(settings.generationDelay()).isAfter(now))
                .orElseThrow(() -> ApiException.notFound("Generation " + id + " not found"));
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
