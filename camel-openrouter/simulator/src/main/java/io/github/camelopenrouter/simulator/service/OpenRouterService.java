package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The service behind the paths: from a request to an answer. Thread-safe. */
public final class OpenRouterService {

    private static final String ROOT = "/api/v1";
    private static final Pattern MODEL = Pattern.compile("/model/([^/]+/[^/]+)");
    private static final Pattern ENDPOINTS = Pattern.compile("/models/([^/]+/[^/]+)/endpoints");

    private final Ledger ledger;
    private final Accounts accounts;
    private final RequestRate rate;
    private final Chat chat;
    private final ModelListing listing;

    /** @param clock tells the time to everything but the delivery of answers */
    public OpenRouterService(ServiceSettings settings, Clock clock) {
        ledger = new Ledger(settings.keptGenerations());
        Catalogue catalogue = Catalogue.load();
        Capabilities capabilities = new Capabilities(settings.structuredOutputs());
        Router router = new Router(catalogue, capabilities);
        accounts = new Accounts(settings, clock, ledger);
        chat = new Chat(settings, clock, router, capabilities, ledger, accounts);
        rate = new RequestRate(settings.requestsPerMinute(), clock);
        listing = new ModelListing(catalogue, router, capabilities);
    }

    /** Answers everything, if only with an error. */
    public ServiceAnswer answer(ServiceRequest request) {
        return answer(request, null);
    }

    /** @param failure what a model that is asked does wrong; null for nothing */
    public ServiceAnswer answer(ServiceRequest request, ModelFailure failure) {
        try {
            return dispatch(request, path(request), failure);
        } catch (ApiException e) {
            return e.answer(accounts.isKnown(request));
        }
    }

    /** What all answers cost so far, in USD. */
    public BigDecimal billed() {
        return ledger.billed();
    }

    /** The same by {@link Hash#ofKey} of the key; a copy. */
    public Map<String, BigDecimal> billedByKey() {
        return ledger.byKey();
    }

    /** The same by what the answers call their model; a copy. */
    public Map<String, BigDecimal> billedByModel() {
        return ledger.byModel();
    }

    /** The latest lines of the bill, oldest first; a copy. */
    public List<Booking> bookings() {
        return ledger.bookings();
    }

    /** What a key may do. */
    public Account account(String key) {
        return accounts.of(key);
    }

    /**
     * Why the service would refuse a request that a script answers: a provider does not take what has become of an earlier
     * turn of the script that called tools. Null if it would not, or if there was no such turn.
     */
    public ServiceAnswer refusal(ServiceRequest request) {
        try {
            chat.checkScripted(request);
            return null;
        } catch (ApiException e) {
            return e.answer(accounts.isKnown(request));
        }
    }

    /** Notes that a script calls tools, and what must come back with their results. */
    public void called(ScriptedCalls calls) {
        chat.called(calls);
    }

    /** Puts what a script says about its cost on the bill. */
    public void book(ServiceRequest request, String id, String model, BigDecimal cost) {
        String key = request.key() == null ? "" : request.key();
        ledger.book(new Booking(id, Hash.ofKey(key), model, cost, Hash.of(request.body()), false, Fate.ANSWERED));
    }

    /** How many generations there were. */
    public Tally tally() {
        return ledger.tally();
    }

    /** Forgets what was answered, cached and billed. */
    public void reset() {
        ledger.clear();
        chat.forget();
        accounts.clear();
        rate.clear();
    }

    private ServiceAnswer dispatch(ServiceRequest request, String path, ModelFailure failure) {
        String method = request.method();
        if (path.equals("/chat/completions")) {
            allow("POST", method);
            accounts.check(request);
            rate.begin();
            return chat.answer(request, failure);
        }
        switch (path) {
            case "/models", "/models/user", "/models/count", "/providers", "/key", "/credits", "/generation" ->
                allow("GET", method);
            default -> {
                return dispatchModel(request, path);
            }
        }
        return switch (path) {
            case "/models" -> listing.models(request);
            case "/models/count" -> listing.count();
            case "/providers" -> listing.providers();
            default -> {
                accounts.check(request);
                yield switch (path) {
                    case "/models/user" -> listing.models(request);
                    case "/key" -> accounts.key(request);
                    case "/credits" -> accounts.credits(request);
                    default -> accounts.generation(request);
                };
            }
        };
    }

    private ServiceAnswer dispatchModel(ServiceRequest request, String path) {
        Matcher model = MODEL.matcher(path);
        if (model.matches()) {
            allow("GET", request.method());
            return listing.model(model.group(1));
        }
        Matcher endpoints = ENDPOINTS.matcher(path);
        if (endpoints.matches()) {
            allow("GET", request.method());
            return listing.endpoints(endpoints.group(1), accounts.isKnown(request));
        }
        throw ApiException.notFound("Not Found");
    }

    private static String path(ServiceRequest request) {
        String path = URLDecoder.decode(request.path().replace("+", "%2B"), StandardCharsets.UTF_8);
        if (!path.startsWith(ROOT)) {
            throw ApiException.notFound("Not Found");
        }
        return path.substring(ROOT.length());
    }

    private static void allow(String allowed, String method) {
        if (!allowed.equals(method)) {
            throw ApiException.methodNotAllowed(allowed);
        }
    }
}
