package io.github.camelopenrouter.simulator;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.simulator.service.OpenRouterService;
import io.github.camelopenrouter.simulator.service.Tally;

/** Tells other processes what was billed, outside the API and without a key. Money is in decimal strings. */
final class Management {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final OpenRouterService service;
    private final ChatTraffic traffic;
    private final Supplier<Map<Fault, Long>> faults;

    Management(OpenRouterService service, ChatTraffic traffic, Supplier<Map<Fault, Long>> faults) {
        this.service = service;
        this.traffic = traffic;
        this.faults = faults;
    }

    /** The answer, or null if the request is for somebody else. */
    Reply answer(RecordedRequest request) {
        if (!request.method().equals("GET")) {
            return null;
        }
        return switch (request.path()) {
            case "/simulator/bill" -> Reply.json(bill().toString());
            case "/simulator/generations" -> Reply.json(generations().toString());
            default -> null;
        };
    }

    private ObjectNode bill() {
        ObjectNode json = JSON.objectNode();
        json.put("billed", service.billed().toPlainString());
        put(json.putObject("by_key"), service.billedByKey());
        put(json.putObject("by_model"), service.billedByModel());
        json.putObject("calls")
                .put("answered", traffic.answered())
                .put("in_flight", traffic.inFlight())
                .put("peak_in_flight", traffic.peak());
        Tally tally = service.tally();
        json.putObject("generations")
                .put("total", tally.generations())
                .put("cache_hits", tally.cacheHits())
                .put("client_gone", tally.left())
                .put("failed", tally.failed());
        ObjectNode chosen = json.putObject("faults");
        faults.get().forEach((fault, count) -> chosen.put(fault.name().toLowerCase(Locale.ROOT), count));
        return json;
    }

    private ObjectNode generations() {
        ObjectNode json = JSON.objectNode();
        ArrayNode data = json.putArray("data");
        service.bookings().stream()
                .map(BilledGeneration::of)
                .forEach(generation -> data.addObject()
                        .put("id", generation.id())
                        .put("key_hash", generation.keyHash())
                        .put("model", generation.model())
                        .put("cost", generation.cost().toPlainString())
                        .put("request_sha256", generation.requestSha256())
                        .put("cache_hit", generation.cacheHit())
                        .put("client_gone", generation.clientGone())
                        .put("failed", generation.failed()));
        return json;
    }

    private static void put(ObjectNode json, Map<String, BigDecimal> sums) {
        sums.forEach((name, sum) -> json.put(name, sum.toPlainString()));
    }
}
