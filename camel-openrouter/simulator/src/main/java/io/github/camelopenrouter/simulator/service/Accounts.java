package io.github.camelopenrouter.simulator.service;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Checks keys and answers what is asked about money. Thread-safe. */
final class Accounts {

    static final String USER_ID = "user_simulator";

    private static final int LABEL_START = 12;
    private static final int LABEL_END = 3;

    private final ServiceSettings settings;
    private final Clock clock;
    private final Ledger ledger;
    private final Map<String, Account> byKey = new ConcurrentHashMap<>();

    Accounts(ServiceSettings settings, Clock clock, Ledger ledger) {
        this.settings = settings;
        this.clock = clock;
        this.ledger = ledger;
    }

    /** The account of a key, which may not be accepted all the same. */
    Account of(String key) {
        return byKey.computeIfAbsent(key, unknown -> new Account(clock));
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
        String key = http.key();
        return key != null && (settings.keys().isEmpty() || settings.keys().contains(key)) && !of(key).isRevoked();
    }

    ServiceAnswer key(ServiceRequest http) {
        ObjectNode json = Json.object();
        ObjectNode data = of(http.key()).keyJson(json.putObject("data").put("label", label(http.key())));
        data.put("is_management_key", false).put("is_provisioning_key", false);
        data.put("creator_user_id", USER_ID).putNull("expires_at");
        data.putObject("rate_limit")
                .put("requests", -1)
                .put("interval", "10s")
                .put("note", "This field is deprecated and safe to ignore.");
        return ServiceAnswer.json(json);
    }

    ServiceAnswer credits(ServiceRequest http) {
        ObjectNode json = Json.object();
        of(http.key()).creditsJson(json.putObject("data"));
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

    void clear() {
        byKey.clear();
    }

    private static String label(String key) {
        if (key.length() <= LABEL_START + LABEL_END) {
            return key.charAt(0) + "...";
        }
        return key.substring(0, LABEL_START) + "..." + key.substring(key.length() - LABEL_END);
    }
}
