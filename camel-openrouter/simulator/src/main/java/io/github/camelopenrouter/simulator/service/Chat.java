package io.github.camelopenrouter.simulator.service;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Answers {@code POST /chat/completions}. */
final class Chat {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 20;

    private final Clock clock;
    private final Router router;
    private final Ledger ledger;
    private final ResponseCache cache;

    Chat(Clock clock, Router router, Ledger ledger) {
        this.clock = clock;
        this.router = router;
        this.ledger = ledger;
        this.cache = new ResponseCache(clock);
    }

    void forget() {
        cache.clear();
    }

    ServiceAnswer answer(ServiceRequest http) {
        try {
            return accept(http);
        } catch (ApiException e) {
            throw e.ofGeneration(newId());
        }
    }

    private ServiceAnswer accept(ServiceRequest http) {
        ChatRequest request = ChatRequest.parse(http.body());
        if (!ResponseCache.isWanted(http)) {
            return deliver(http, request, newAnswer(http, request), null, new LinkedHashMap<>());
        }
        Optional<ResponseCache.Entry> cached = cache.find(http);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-OpenRouter-Cache-Status", cached.isPresent() ? "HIT" : "MISS");
        if (cached.isEmpty()) {
            headers.put(
                    "X-OpenRouter-Cache-TTL",
                    String.valueOf(ResponseCache.ttl(http).toSeconds()));
            return deliver(http, request, newAnswer(http, request), null, headers);
        }
        ChatAnswer source = cached.get().answer();
        headers.put(
                "X-OpenRouter-Cache-Age", String.valueOf(cache.age(cached.get()).toSeconds()));
        headers.put("X-OpenRouter-Cache-TTL", String.valueOf(cached.get().ttl().toSeconds()));
        headers.put("X-OpenRouter-Cache-Source-Id", source.id());
        ChatAnswer repeated = new ChatAnswer(newId(), now(), source.route(), source.completion(), Usage.NONE, false);
        return deliver(http, request, repeated, source.id(), headers);
    }

    private ServiceAnswer deliver(
            ServiceRequest http, ChatRequest request, ChatAnswer answer, String source, Map<String, String> headers) {
        headers.put("X-Generation-Id", answer.id());
        Generation generation = new Generation(
                answer, answer.usage(), request.isStreamed(), false, source, Generation.Client.of(http, request));
        Runnable keep = () -> {
            if (ResponseCache.isWanted(http) && source == null) {
                cache.put(http, answer);
            }
        };
        if (request.isStreamed()) {
            ChatStream stream = new ChatStream(answer);
            return ServiceAnswer.stream(
                    headers, stream.events(), new Settlement(stream, generation, ledger::add, keep));
        }
        ledger.add(generation);
        keep.run();
        return ServiceAnswer.chat(headers, answer.json());
    }

    private ChatAnswer newAnswer(ServiceRequest http, ChatRequest request) {
        Route route = router.route(request);
        Completion completion = Composer.compose(request, route.model());
        Usage usage = Usage.of(
                route.model(),
                request.promptTokens(),
                completion.tokens(),
                completion.reasoning().size());
        boolean metadata = "enabled".equalsIgnoreCase(http.header().apply("X-OpenRouter-Metadata"));
        return new ChatAnswer(newId(), now(), route, completion, usage, metadata);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private String newId() {
        StringBuilder id = new StringBuilder("gen-").append(now()).append('-');
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
