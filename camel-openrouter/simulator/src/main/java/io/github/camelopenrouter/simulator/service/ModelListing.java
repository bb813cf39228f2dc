package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers what is asked about models and providers. */
final class ModelListing {

    private final Catalogue catalogue;
    private final Router router;
    private final Capabilities capabilities;

    ModelListing(Catalogue catalogue, Router router, Capabilities capabilities) {
        this.catalogue = catalogue;
        this.router = router;
        this.capabilities = capabilities;
    }

    ServiceAnswer models(ServiceRequest http) {
        List<Model> matching = catalogue.models().stream()
                .filter(model -> matches(model, http))
                .toList();
        int offset = Math.min(number(http, "offset", 0), matching.size());
        int limit = number(http, "limit", matching.size());
        int end = (int) Math.min(matching.size(), (long) offset + limit);
        ObjectNode json = Json.object();
        ArrayNode data = json.putArray("data");
        matching.subList(offset, end).forEach(model -> data.add(model.listing()));
        json.put("total_count", matching.size());
        String next = end < matching.size() ? "/api/v1/models?offset=" + end + "&limit=" + limit : null;
        json.putObject("links").put("next", next);
        return ServiceAnswer.json(json);
    }

    ServiceAnswer count() {
        ObjectNode json = Json.object();
        json.putObject("data").put("count", catalogue.models().size());
        return ServiceAnswer.json(json);
    }

    ServiceAnswer model(String name) {
        ObjectNode json = Json.object();
        json.set("data", find(name).listing());
        return ServiceAnswer.json(json);
    }

    /** @param known whether the caller has a key: only then it learns how fast the endpoints are */
    ServiceAnswer endpoints(String name, boolean known) {
        Model model = find(name);
        ObjectNode json = Json.object();
        ObjectNode data = json.putObject("data");
        for (String member : List.of("id", "name", "created", "description", "architecture")) {
            data.set(member, model.listing().get(member));
        }
        ArrayNode endpoints = data.putArray("endpoints");
        model.endpoints().forEach(endpoint -> endpoints.add(json(model, endpoint, known)));
        return ServiceAnswer.json(json);
    }

    ServiceAnswer providers() {
        ObjectNode json = Json.object();
        ArrayNode data = json.putArray("data");
        catalogue.providers().forEach(provider -> data.add(provider.listing()));
        return ServiceAnswer.json(json);
    }

    private Model find(String name) {
        try {
            return router.model(name);
        } catch (ApiException e) {
            throw ApiException.notFound("Model " + name + " not found");
        }
    }

    private static boolean matches(Model model, ServiceRequest http) {
        String text = http.parameter("q");
        if (text != null
                && !model.listing().toString().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String parameters = http.parameter("supported_parameters");
        if (parameters == null || parameters.isEmpty()) {
            return true;
        }
        String supported = model.listing().path("supported_parameters").toString();
        return List.of(parameters.split(",")).stream().allMatch(name -> supported.contains("\"" + name + "\""));
    }

    private static int number(ServiceRequest http, String parameter, int absent) {
        String value = http.parameter(parameter);
        if (value == null) {
            return absent;
        }
        if (!value.matches("\\d{1,9}")) {
            throw ApiException.badRequest(parameter + " must be a number");
        }
        return Integer.parseInt(value);
    }

    private ObjectNode json(Model model, Endpoint endpoint, boolean known) {
        ObjectNode json = Json.object();
        json.put("name", endpoint.provider().name() + " | " + model.slug());
        json.put("model_id", model.id()).set("model_name", model.listing().get("name"));
        json.put("context_length", model.contextLength());
        json.set("pricing", endpoint.pricing());
        json.put("provider_name", endpoint.provider().name()).put("tag", endpoint.tag());
        json.put("quantization", endpoint.quantization()).put("status", 0);
        json.set("max_completion_tokens", model.listing().path("top_provider").get("max_completion_tokens"));
        json.putNull("max_prompt_tokens");
        ArrayNode parameters = json.putArray("supported_parameters");
        capabilities.supported(model, endpoint).forEach(parameters::add);
        json.put("supports_implicit_caching", false).put("supports_voice_cloning", false);
        json.put("uptime_last_5m", 100).put("uptime_last_30m", 100).put("uptime_last_1d", 100);
        json.set("latency_last_30m", known ? percentiles(300, 450, 800, 1500) : null);
        json.set("throughput_last_30m", known ? percentiles(80, 70, 55, 30) : null);
        return json;
    }

    private static ObjectNode percentiles(int p50, int p75, int p90, int p99) {
        return Json.object().put("p50", p50).put("p75", p75).put("p90", p90).put("p99", p99);
    }
}
