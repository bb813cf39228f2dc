package io.github.camelopenrouter.internal.operation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.camelopenrouter.internal.binding.JournalBinding;
import io.github.camelopenrouter.internal.binding.JournalKey;
import io.github.camelopenrouter.internal.journal.JournalOwner;
import io.github.camelopenrouter.internal.journal.ToolAnswer;
import io.github.camelopenrouter.internal.journal.ToolRow;
import io.github.camelopenrouter.internal.support.CanonicalJson;
import io.github.camelopenrouter.internal.support.Fingerprint;
import io.github.camelopenrouter.internal.tool.CallResult;
import io.github.camelopenrouter.internal.tool.ToolJournal;
import io.github.camelopenrouter.internal.tool.ToolResult;

/** The calls of tools of one message, each with a row in the journal. Thread-safe. */
final class JournaledTools implements ToolJournal {
    private final JournalOwner owner;
    private final JournalKey key;
    private final ToolRow.WhenUnanswered unanswered;
    private final Duration timeout;
    private final boolean failureFails;

    /**
     * @param timeout how long one call may take; null for no limit
     * @param failureFails whether a tool that comes to no good end fails the exchange: then the model was told nothing, and what came of
     *     the call is not known
     */
    JournaledTools(JournalOwner owner, JournalKey key, JournalBinding binding, Duration timeout, boolean failureFails) {
        this.owner = owner;
        this.key = key;
        this.unanswered = switch (binding.unansweredTool()) {
            case park -> ToolRow.WhenUnanswered.park;
            case rerun -> ToolRow.WhenUnanswered.rerun;
            case tellModel -> ToolRow.WhenUnanswered.tellModel;
        };
        this.timeout = timeout;
        this.failureFails = failureFails;
    }

    @Override
    public CompletableFuture<CallResult> once(Call call, Supplier<CompletableFuture<CallResult>> run) {
        Fingerprint hash = new Fingerprint();
        hash.add(call.asked().name());
        hash.add(CanonicalJson.of(call.arguments()));
        CompletableFuture<ToolAnswer> written = owner.run(
                new ToolRow(
                        key.tool(call.turn(), call.place(), call.asked()),
                        hash.hex(),
                        call.asked().name(),
                        call.asked().id(),
                        timeout,
                        unanswered),
                () -> answer(run.get()));
        CompletableFuture<CallResult> told = written.thenApply(answer -> result(call, answer));
        told.whenComplete((result, failure) -> {
            if (failure != null) {
                written.cancel(false);
            }
        });
        return told;
    }

    /** Whoever ends it ends the tool's own. */
    private CompletableFuture<ToolAnswer> answer(CompletableFuture<CallResult> running) {
        CompletableFuture<ToolAnswer> answer = running.thenApply(this::answer);
        answer.whenComplete((value, failure) -> {
            if (failure != null) {
                running.cancel(false);
            }
        });
        return answer;
    }

    private ToolAnswer answer(CallResult result) {
        return new ToolAnswer(
                result.result().content(),
                result.result().failed(),
                result.ran(),
                result.fault(),
                result.fault() == null || !failureFails,
                result.cause());
    }

    private static CallResult result(Call call, ToolAnswer answer) {
        return new CallResult(
                call.asked(),
                new ToolResult(answer.content(), answer.failed()),
                answer.ran(),
                answer.fault(),
                answer.cause());
    }
}
