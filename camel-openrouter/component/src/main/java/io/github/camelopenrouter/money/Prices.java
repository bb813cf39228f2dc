package io.github.camelopenrouter.money;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.OpenRouterException;

/**
 * What models cost, as the service says. A price is asked for once in an hour: calls go on with the old one meanwhile, and one
 * request serves all that wait for it. Thread-safe; holds no thread.
 */
public final class Prices {
    private static final long FRESH_NANOS = Duration.ofHours(1).toNanos();
    private static final long UNKNOWN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long USABLE_NANOS = Duration.ofHours(24).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 1_000;
    private static final String ALL = "/models";
    private static final Pattern NAME = Pattern.compile("~?[\\w.-]*\\w[\\w.-]*/[\\w.-]*\\w[\\w.-]*(:[\\w.-]+)*");
    private static final Pattern ROUTING_VARIANT = Pattern.compile(":(nitro|floor|exacto|online)(?=:|$)");

    /** Where the service tells its prices. */
    @FunctionalInterface
    public interface Catalogue {
        /**
         * Asks for a resource.
         *
         * @param path such as {@code /models}
         * @return the answer; or an {@link OpenRouterException}, whose status is 404 where there is no such thing
         */
        CompletableFuture<JsonNode> get(String path);
    }

    private final Catalogue catalogue;
    private final LongSupplier nanoTime;
    private final Map<String, Listed> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        // model names come from messages
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Listed> eldest) {
            return size() > MOST;
        }
    };

    /** One resource: what it said last, and the request for what it says now. */
    private static final class Listed {
        Told told;
        CompletableFuture<Told> asking;
        long triedAt;
    }

    /** What a resource said: prices by model name; none where there is no such resource. */
    private record Told(Map<String, ModelPrice> prices, long at) {
        boolean missing() {
            return prices.isEmpty();
        }
    }

    /**
     * @param nanoTime monotonic
     */
    public Prices(Catalogue catalogue, LongSupplier nanoTime) {
        this.catalogue = catalogue;
        this.nanoTime = nanoTime;
    }

    /**
     * The price of a model.
     *
     * @param model as in a request, with its variants
     * @return never null: {@link ModelPrice#UNKNOWN} where the service names none that is fixed; or the failure that kept it from
     *     being asked
     */
    CompletableFuture<ModelPrice> of(String model) {
        String name = ROUTING_VARIANT.matcher(model).replaceAll("");
        // a preset may change the model itself, and a name that is none must not become a path
        if (name.contains("@") || !NAME.matcher(name).matches()) {
            return CompletableFuture.completedFuture(ModelPrice.UNKNOWN);
        }
        return ask("/models/" + name + "/endpoints").thenCompose(found -> {
            if (!found.missing()) {
                return CompletableFuture.completedFuture(
                        found.prices.values().iterator().next());
            }
            return ask(ALL).thenApply(all -> all.prices.getOrDefault(name, ModelPrice.UNKNOWN));
        });
    }

    private CompletableFuture<Told> ask(String path) {
        Listed entry;
        CompletableFuture<Told> answer;
        synchronized (entries) {
            entry = entries.computeIfAbsent(path, p -> new Listed());
            long now = nanoTime.getAsLong();
            Told told = entry.told;
            long age = told == null ? Long.MAX_VALUE : now - told.at;
            if (told != null && age < (told.missing() ? UNKNOWN_NANOS : FRESH_NANOS)) {
                return CompletableFuture.completedFuture(told);
            }
            boolean usable = told != null && !told.missing() && age < USABLE_NANOS;
            boolean asks = entry.asking == null && !(usable && now - entry.triedAt < PAUSE_NANOS);
            if (asks) {
                entry.asking = new CompletableFuture<>();
                entry.triedAt = now;
            }
            answer = usable ? CompletableFuture.completedFuture(told) : entry.asking;
            if (!asks) {
                return answer;
            }
        }
        refresh(path, entry);
        return answer;
    }

    private void refresh(String path, Listed entry) {
        CompletableFuture<JsonNode> answer;
        try {
            answer = catalogue.get(path);
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.thenApply(json -> path.equals(ALL) ? listed(json) : Map.of(path, ModelPrice.ofEndpoints(json)))
                .whenComplete((prices, why) -> told(entry, prices, why));
    }

    private static Map<String, ModelPrice> listed(JsonNode answer) {
        Map<String, ModelPrice> prices = new HashMap<>();
        for (JsonNode model : answer.path("data")) {
            ModelPrice price = ModelPrice.ofModel(model);
            // the name wins where another model has it as its dated one
            prices.putIfAbsent(model.path("canonical_slug").asText(), price);
            prices.put(model.path("id").asText(), price);
        }
        return prices;
    }

    private void told(Listed entry, Map<String, ModelPrice> prices, Throwable why) {
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        boolean missing = cause instanceof OpenRouterException known && known.getStatusCode() == 404;
        CompletableFuture<Told> waiting;
        Told told = new Told(prices == null ? Map.of() : prices, nanoTime.getAsLong());
        synchronized (entries) {
            waiting = entry.asking;
            entry.asking = null;
            if (cause == null || missing) {
                entry.told = told;
            }
        }
        if (cause == null || missing) {
            waiting.complete(told);
        } else {
            waiting.completeExceptionally(cause);
        }
    }
}
