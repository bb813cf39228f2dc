package io.github.camelopenrouter.simulator.service;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

/** Answers {@code POST /chat/completions}. */
final class Chat {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 20;

    private final ServiceSettings settings;
    private final Clock clock;
    private final Router router;
    private final Capabilities capabilities;
    private final Ledger ledger;
    private final Accounts accounts;
    private final ResponseCache cache;
    private final PromptCache promptCache;
    private final SignedTurns signed = new SignedTurns();
    private volatile boolean scripted;

    Chat(
            ServiceSettings settings,
            Clock clock,
            Router router,
            Capabilities capabilities,
            Ledger ledger,
            Accounts accounts) {
        this.settings = settings;
        this.clock = clock;
        this.router = router;
        this.capabilities = capabilities;
        this.ledger = ledger;
        this.accounts = accounts;
        this.cache = new ResponseCache(clock);
        this.promptCache = new PromptCache(clock);
    }

    void forget() {
        cache.clear();
        promptCache.clear();
        signed.clear();
        scripted = false;
    }

    /** @param failure what a model that is asked does wrong; null for nothing */
    ServiceAnswer answer(ServiceRequest http, ModelFailure failure) {
        try {
            return accept(http, failure);
        } catch (ApiException e) {
            throw e.ofGeneration(newId());
        }
    }

    private ServiceAnswer accept(ServiceRequest http, ModelFailure failure) {
        ChatRequest request = ChatRequest.parse(http.body());
        if (!ResponseCache.isWanted(http)) {
            return make(http, request, failure, new LinkedHashMap<>());
        }
        Optional<ResponseCache.Entry> cached = cache.find(http);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-OpenRouter-Cache-Status", cached.isPresent() ? "HIT" : "MISS");
        if (cached.isPresent()) {
            return repeat(http, request, cached.get(), headers);
        }
        headers.put(
                "X-OpenRouter-Cache-TTL", String.valueOf(ResponseCache.ttl(http).toSeconds()));
        return make(http, request, failure, headers);
    }

    /** Answers from the cache: at once, without charge, and with an id of its own. */
    private ServiceAnswer repeat(
            ServiceRequest http, ChatRequest request, ResponseCache.Entry cached, Map<String, String> headers) {
        ChatAnswer source = cached.answer();
        headers.put("X-OpenRouter-Cache-Age", String.valueOf(cache.age(cached).toSeconds()));
        headers.put("X-OpenRouter-Cache-TTL", String.valueOf(cached.ttl().toSeconds()));
        headers.put("X-OpenRouter-Cache-Source-Id", source.id());
        ChatAnswer repeated = source.repeated(newId(), now());
        Generation generation = new Generation(
                repeated, Usage.NONE, Fate.ANSWERED, clock.instant(), source.id(), Caller.of(http, request));
        return deliver(generation, null, headers, settlement(ledger::add, complete -> {}))
                .atOnce();
    }

    /** Lets a model answer. */
    private ServiceAnswer make(
            ServiceRequest http, ChatRequest request, ModelFailure failure, Map<String, String> headers) {
        ChatAnswer answer = newAnswer(http, request);
        Account account = accounts.of(http.key());
        account.begin(request, answer.route());
        if (failure == null) {
            Endpoint endpoint = answer.route().endpoint();
            promptCache.keep(http.key(), endpoint, PromptMark.of(request, endpoint.provider()));
        }
        Consumer<Generation> bill = generation -> {
            ledger.add(generation);
            account.settle(generation.cost());
        };
        Consumer<Generation> keep = complete -> {
            boolean cached = complete.fate() == Fate.ANSWERED || settings.cachesLeftAnswers();
            if (ResponseCache.isWanted(http) && cached) {
                cache.put(http, answer, complete.completed());
            }
        };
        Generation generation = new Generation(
                answer,
                failure == null ? answer.usage() : Usage.uncharged(request.promptTokens()),
                failure == null ? Fate.ANSWERED : Fate.FAILED,
                completion(request, answer),
                null,
                Caller.of(http, request));
        return deliver(generation, failure, headers, settlement(bill, keep));
    }

    private ServiceAnswer deliver(
            Generation generation,
            ModelFailure failure,
            Map<String, String> headers,
            BiFunction<ChatStream, Generation, Settlement> settlement) {
        ChatAnswer answer = generation.answer();
        headers.put("X-Generation-Id", answer.id());
        if (failure != null && failure.isBefore()) {
            return ServiceAnswer.failure(
                    failure.status(),
                    failure.headers(headers),
                    answer.document(failure),
                    settlement.apply(null, generation));
        }
        if (generation.caller().streamed()) {
            ChatStream stream = new ChatStream(answer, failure);
            return ServiceAnswer.stream(headers, stream.events(), settlement.apply(stream, generation));
        }
        return ServiceAnswer.chat(
                headers, failure == null ? answer.json() : answer.json(failure), settlement.apply(null, generation));
    }

    private BiFunction<ChatStream, Generation, Settlement> settlement(
            Consumer<Generation> bill, Consumer<Generation> completed) {
        return (stream, generation) -> new Settlement(stream, generation, clock, bill, completed);
    }

    /** When the model will be done if nobody stops it. */
    private Instant completion(ChatRequest request, ChatAnswer answer) {
        int intervals = request.isStreamed() ? answer.usage().completionTokens() : 0;
        return clock.instant()
                .plus(settings.thinkingTime())
                .plus(settings.tokenInterval().multipliedBy(intervals));
    }

    private ChatAnswer newAnswer(ServiceRequest http, ChatRequest request) {
        Route route = router.route(request);
        checkTools(request, route);
        Draft draft = new Draft(request, route, obedience(request, route));
        PromptCache.Use cached = promptCache.find(
                http.key(),
                route.endpoint(),
                PromptMark.of(request, route.endpoint().provider()));
        boolean metadata = ChatHeaders.wantMetadata(http);
        ChatAnswer answer = draft.answer(newId(), now(), cached, metadata);
        answer.messages()
                .filter(message -> message.completion().showsReasoning())
                .forEach(message -> signed.remember(
                        message.toolCallIds(), message.reasoningDetails().whole()));
        return answer;
    }

    private void checkTools(ChatRequest request, Route route) {
        Provider provider = route.endpoint().provider();
        request.offered().check(provider);
        String complaint =
                complaint(request.body().path("messages"), route.model().reasoningFormat());
        if (complaint != null) {
            throw ApiException.refusedBy(provider, complaint);
        }
    }

    void called(ScriptedCalls calls) {
        signed.remember(calls.ids(), calls.reasoningDetails());
        scripted = true;
    }

    /**
     * Checks the turns with tools of a request that a script answers, once a script has called tools. What is no JSON is
     * the business of the script.
     *
     * @throws ApiException if a provider would refuse them
     */
    void checkScripted(ServiceRequest http) {
        if (!scripted) {
            return;
        }
        JsonNode body;
        try {
            body = Json.MAPPER.readTree(http.body());
        } catch (IOException e) {
            return;
        }
        ToolTurns.checkMembers(body.path("messages"));
        Model model = router.asked(body.path("model").asText());
        String complaint = complaint(body.path("messages"), model.reasoningFormat());
        if (complaint != null) {
            throw ApiException.refusedBy(model.endpoints().get(0).provider(), complaint)
                    .ofGeneration(newId());
        }
    }

    /** What a provider has against the turns with tools, or null for nothing. */
    private String complaint(JsonNode messages, String format) {
        String complaint = ToolTurns.of(messages).complaint(messages, format);
        return complaint == null ? new ReasoningReplay(signed, format).complaint(messages) : complaint;
    }

    /** What becomes of the format, if the provider takes it at all. */
    private Obedience obedience(ChatRequest request, Route route) {
        ResponseFormat format = request.format();
        Obedience obedience = capabilities.obedience(route, format);
        Provider provider = route.endpoint().provider();
        if (format.isJson() && obedience == Obedience.REFUSED) {
            throw ApiException.refusedBy(provider, "response_format of type '" + format.type() + "' is not supported.");
        }
        String complaint = format.isSchema() && format.strict() && obedience != Obedience.IGNORED
                ? StrictSchema.complaint(format)
                : null;
        if (complaint != null) {
            throw ApiException.refusedBy(provider, complaint);
        }
        return obedience;
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
