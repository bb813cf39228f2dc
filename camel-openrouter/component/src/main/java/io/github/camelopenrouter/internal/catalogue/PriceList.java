package io.github.camelopenrouter.internal.catalogue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelopenrouter.error.AuthenticationException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.internal.support.Causes;
import io.github.camelopenrouter.internal.support.RecentMap;

/**
 * What models cost, as the service says. A price is asked for once in an hour: calls go on with the old one meanwhile, and one
 * request serves all that wait for it. Thread-safe; holds no thread.
 */
public final class PriceList {
    private static final long FRESH_NANOS = Duration.ofHours(1).toNanos();
    private static final long UNKNOWN_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long USABLE_NANOS = Duration.ofHours(24).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 1_000;
    private static final int MOST_REFUSED = 100;
    private static final int LONGEST_NAME = 200;
    private static final String ALL = "/models";
    private static final Pattern NAME = Pattern.compile("~?[\\w.-]*\\w[\\w.-]*/[\\w.-]*\\w[\\w.-]*(:[\\w.-]+)*");
    private static final Pattern ROUTING_VARIANT = Pattern.compile(":(nitro|floor|exacto|online)(?=:|$)");

    /** Where the service tells its prices, with the keys of one endpoint. */
    @FunctionalInterface
    public interface Catalogue {
        /**
         * Asks for a resource.
         *
         * @param path such as {@code /models}
         * @param keyAlias whose key asks; null for the default key
         * @return the answer; or an {@link OpenRouterException}, whose status is 404 where there is no such thing
         */
        CompletableFuture<JsonNode> get(String path, String keyAlias);
    }

    /** Whose key asks. */
    private record Asker(Catalogue catalogue, String keyAlias) {}

    private final LongSupplier nanoTime;
    /** By path. Bounded, because model names come from messages. */
    private final RecentMap<String, Listed> entries = new RecentMap<>(MOST);

    /** One resource: what it said last, and the request for what it says now. Guarded by itself. */
    private static final class Listed {
        Told told;
        Asking asking;
        long triedAt;
        /** Whose keys were refused since then. */
        final Set<Asker> refused = new HashSet<>(2);
    }

    private static final class Asking extends CompletableFuture<Told> {
        final Asker asker;

        Asking(Asker asker) {
            this.asker = asker;
        }
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
    public PriceList(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * The price of a model.
     *
     * @param model as in a request, with its variants
     * @param catalogue asked where the price is not known; a key that is refused there spoils nothing for others
     * @param keyAlias whose key asks; null for the default key
     * @return never null: {@link ModelPrice#UNKNOWN} where the service names none that is fixed,
     *     {@link ModelPrice#NO_SUCH_MODEL} where it does not know the model; or the failure that kept it from being asked
     */
    public CompletableFuture<ModelPrice> of(String model, Catalogue catalogue, String keyAlias) {
        String name = ROUTING_VARIANT.matcher(model).replaceAll("");
        // a preset may change the model itself
        if (name.contains("@")) {
            return CompletableFuture.completedFuture(ModelPrice.UNKNOWN);
        }
        // a name that is none must not become a path
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            return CompletableFuture.completedFuture(ModelPrice.NO_SUCH_MODEL);
        }
        Asker asker = new Asker(catalogue, keyAlias);
        return ask("/models/" + name + "/endpoints", asker).thenCompose(found -> {
            if (!found.missing()) {
                return CompletableFuture.completedFuture(
                        found.prices.values().iterator().next());
            }
            return ask(ALL, asker).thenApply(all -> listed(all, name));
        });
    }

    private static ModelPrice listed(Told all, String name) {
        ModelPrice price = all.prices.get(name);
        if (price != null) {
            return price;
        }
        // whoever has no list may have the model, and a variant need not be in it
        boolean variant = name.indexOf(':') > 0 && all.prices.containsKey(name.substring(0, name.indexOf(':')));
        return all.missing() || variant ? ModelPrice.UNKNOWN : ModelPrice.NO_SUCH_MODEL;
    }

    private CompletableFuture<Told> ask(String path, Asker asker) {
        Listed entry = entries.get(path, p -> new Listed());
        Asking asking;
        Told usable;
        boolean asks;
        synchronized (entry) {
            long now = nanoTime.getAsLong();
            Told told = entry.told;
            long age = told == null ? Long.MAX_VALUE : now - told.at;
            if (told != null && age < (told.missing() ? UNKNOWN_NANOS : FRESH_NANOS)) {
                return CompletableFuture.completedFuture(told);
            }
            usable = told != null && !told.missing() && age < USABLE_NANOS ? told : null;
            asks = entry.asking == null && !(usable != null && pauses(entry, asker, now));
            if (asks) {
                entry.asking = new Asking(asker);
                entry.triedAt = now;
            }
            asking = entry.asking;
        }
        if (asks) {
            refresh(path, entry, asking);
        }
        if (usable != null) {
            return CompletableFuture.completedFuture(usable);
        }
        return asking.asker.equals(asker) ? asking : asked(asking, path, asker);
    }

    /** Whether it was tried a short while ago; the refusal of a key says nothing to those who have another. */
    private static boolean pauses(Listed entry, Asker asker, long now) {
        if (now - entry.triedAt >= PAUSE_NANOS) {
            entry.refused.clear();
            return false;
        }
        return entry.refused.isEmpty() || entry.refused.size() >= MOST_REFUSED || entry.refused.contains(asker);
    }

    /** What another one has asked for; where the key was to blame, it is asked for with the own key. */
    private CompletableFuture<Told> asked(Asking asking, String path, Asker asker) {
        return asking.handle((told, why) -> {
                    if (why == null) {
                        return CompletableFuture.completedFuture(told);
                    }
                    return ofKey(Causes.of(why))
                            ? ask(path, asker)
                            : CompletableFuture.<Told>failedFuture(Causes.of(why));
                })
                .thenCompose(answer -> answer);
    }

    private static boolean ofKey(Throwable cause) {
        return cause instanceof OpenRouterException known
                && (known instanceof AuthenticationException
                        || Set.of(401, 402, 403).contains(known.getStatusCode()));
    }

    private void refresh(String path, Listed entry, Asking asking) {
        CompletableFuture<JsonNode> answer;
        try {
            answer = Objects.requireNonNull(asking.asker.catalogue.get(path, asking.asker.keyAlias));
        } catch (Throwable e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.thenApply(json -> path.equals(ALL) ? listed(json) : Map.of(path, ModelPrice.ofEndpoints(json)))
                .whenComplete((prices, why) -> told(entry, asking, prices, why));
    }

    private static Map<String, ModelPrice> listed(JsonNode answer) {
        Map<String, ModelPrice> prices = new HashMap<>();
        for (JsonNode model : answer.path("data")) {
            if (!model.path("id").isTextual()) {
                continue;
            }
            ModelPrice price = ModelPrice.ofModel(model);
            // the name wins where another model has it as its dated one
            if (model.path("canonical_slug").isTextual()) {
                prices.putIfAbsent(model.get("canonical_slug").textValue(), price);
            }
            prices.put(model.get("id").textValue(), price);
        }
        return prices;
    }

    private void told(Listed entry, Asking asking, Map<String, ModelPrice> prices, Throwable why) {
        Throwable cause = Causes.of(why);
        boolean missing = cause instanceof OpenRouterException known && known.getStatusCode() == 404;
        Told told = new Told(prices == null ? Map.of() : prices, nanoTime.getAsLong());
        synchronized (entry) {
            entry.asking = null;
            if (cause == null || missing) {
                entry.told = told;
                entry.refused.clear();
            } else if (ofKey(cause) && entry.refused.size() < MOST_REFUSED) {
                entry.refused.add(asking.asker);
            }
        }
        if (cause == null || missing) {
            asking.complete(told);
        } else {
            asking.completeExceptionally(cause);
        }
    }
}
