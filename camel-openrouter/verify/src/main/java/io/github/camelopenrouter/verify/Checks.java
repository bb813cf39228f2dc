package io.github.camelopenrouter.verify;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.verify.Finding.Kind;
import io.github.camelopenrouter.verify.Finding.Result;

/** Makes the checks one after the other, until one fails in a way that all further ones would, too. */
final class Checks {
    /** What a call may take beyond its deadline until it is given up from outside. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Target target;
    private final Chat chat;
    private final Lookup lookup;
    private final Mask mask;
    private final Consumer<Finding> listener;
    private final List<Finding> findings = new ArrayList<>();
    private ModelFacts facts = new ModelFacts(MissingNode.getInstance());
    private String stopped;

    /** @param listener told each finding as soon as it is there */
    Checks(Target target, Chat chat, Mask mask, Consumer<Finding> listener) {
        this.target = target;
        this.chat = chat;
        this.lookup = new Lookup(chat.baseUrl(), target.key());
        this.mask = mask;
        this.listener = listener;
    }

    List<Finding> run() {
        ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "openrouter-verify");
            thread.setDaemon(true);
            return thread;
        });
        try {
            check(worker, Kind.KEY, this::key);
            check(worker, Kind.MODEL, this::model);
            check(worker, Kind.CREDIT, this::credit);
            check(worker, Kind.COMPLETION, () -> chat.completion(facts));
            check(worker, Kind.STREAM, () -> chat.stream(facts));
            check(worker, Kind.STRUCTURED, () -> chat.structured(facts));
            check(worker, Kind.TOOL, () -> chat.tool(facts));
            return List.copyOf(findings);
        } finally {
            worker.shutdownNow();
        }
    }

    private void check(ExecutorService worker, Kind kind, Callable<Outcome> task) {
        Finding finding = stopped == null ? made(worker, kind, task) : Finding.notRun(kind, stopped);
        findings.add(finding);
        listener.accept(finding);
        if (finding.remedy() != null && finding.remedy().isHopeless()) {
            stopped = "after the failure above";
        }
    }

    private Finding made(ExecutorService worker, Kind kind, Callable<Outcome> task) {
        long start = System.nanoTime();
        Bill before = chat.bill();
        try {
            Outcome outcome = within(worker, task);
            return new Finding(
                    kind,
                    outcome.skipped() ? Result.SKIPPED : Result.OK,
                    since(start),
                    chat.bill().minus(before),
                    mask.line(outcome.detail()),
                    null,
                    null);
        } catch (CheckFailedException e) {
            String error = mask.line(String.valueOf(e.getMessage()));
            return new Finding(kind, Result.FAILED, since(start), chat.bill().minus(before), "", error, e.remedy());
        }
    }

    /** Whatever a check waits for, it is given up when the time is over. */
    private Outcome within(ExecutorService worker, Callable<Outcome> task) throws CheckFailedException {
        Future<Outcome> future = worker.submit(task);
        try {
            return future.get(left().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new CheckFailedException("the time is over", Remedy.TIME);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckFailedException("interrupted", Remedy.TIME);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static CheckFailedException failure(Throwable cause) {
        if (cause instanceof CheckFailedException failed) {
            return failed;
        }
        return cause instanceof OpenRouterException failure
                ? Chat.failed(failure)
                : new CheckFailedException(String.valueOf(cause), null);
    }

    private Outcome key() throws CheckFailedException {
        if (target.key() == null) {
            throw new CheckFailedException("OPENROUTER_API_KEY is not set", Remedy.NO_KEY);
        }
        JsonNode key = lookup.data("/key", left());
        if (key == null) {
            return Outcome.skipped("this key may not read its own limits");
        }
        StringBuilder line = new StringBuilder(key.path("label").asText("without a label"));
        if (key.path("limit").isNumber()) {
            BigDecimal remaining = key.path("limit_remaining").decimalValue();
            line.append("; ")
                    .append(usd(remaining))
                    .append(" of ")
                    .append(usd(key.path("limit").decimalValue()))
                    .append(" left");
            if (key.hasNonNull("limit_reset")) {
                line.append(", reset ").append(key.path("limit_reset").asText());
            }
            if (remaining.signum() <= 0) {
                throw new CheckFailedException("the limit of the key is used up: " + line, Remedy.NO_CREDIT);
            }
        } else {
            line.append("; no limit of its own");
        }
        if (key.hasNonNull("expires_at")) {
            line.append("; until ").append(key.path("expires_at").asText());
        }
        return Outcome.ok(line + (key.path("is_free_tier").asBoolean() ? "; free tier" : ""));
    }

    private Outcome credit() throws CheckFailedException {
        JsonNode credits = lookup.data("/credits", left());
        if (credits == null) {
            return Outcome.skipped("this key may not read the credit of the account");
        }
        BigDecimal total = credits.path("total_credits").decimalValue();
        BigDecimal left = total.subtract(credits.path("total_usage").decimalValue());
        String line = usd(left) + " of " + usd(total) + " left";
        if (left.signum() <= 0 && !facts.isFree()) {
            throw new CheckFailedException("the credit is used up: " + line, Remedy.NO_CREDIT);
        }
        return Outcome.ok(line);
    }

    private Outcome model() throws CheckFailedException {
        String name = chat.model();
        if (name.startsWith("@") || name.startsWith("~")) {
            return Outcome.skipped("what stands behind " + name + " is known to the service alone");
        }
        for (String variant = name; variant != null; variant = withoutSuffix(variant)) {
            JsonNode found = variant.matches("[^/]+/[^/]+") && !variant.contains("..")
                    ? lookup.data("/models/" + encoded(variant) + "/endpoints", left())
                    : null;
            if (found != null) {
                facts = new ModelFacts(found);
                return Outcome.ok(facts.line());
            }
        }
        throw target.simulator()
                ? new CheckFailedException("the simulator has no model " + name, Remedy.SIMULATOR)
                : new CheckFailedException("the catalogue has no model " + name, Remedy.UNKNOWN_MODEL);
    }

    /** The catalogue knows some variants of a model, and not those that only say how to choose a provider. */
    private static String withoutSuffix(String model) {
        int colon = model.lastIndexOf(':');
        return colon < 0 ? null : model.substring(0, colon);
    }

    private static String encoded(String model) {
        StringBuilder path = new StringBuilder();
        for (byte b : model.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b < 127 && "%?#\\\"<>^`{|}[]".indexOf(b) < 0;
            path.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return path.toString();
    }

    private Duration left() {
        Duration left = Duration.between(Instant.now(), target.end());
        return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String usd(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString() + " USD";
    }
}
