package io.github.camelopenrouter.internal.conversation;

import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.github.camelopenrouter.error.ConversationException;
import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.NotAdmittedException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.store.StoreException;

/** What is said where a turn cannot begin or cannot be written down. Nothing of the conversation but its id. */
final class ConversationFailures {
    private final ConversationSettings settings;
    private final TurnFacts facts;

    ConversationFailures(ConversationSettings settings, TurnFacts facts) {
        this.settings = settings;
        this.facts = facts;
    }

    private static NotAdmittedException refused(String why, String type) {
        return new NotAdmittedException(
                ErrorDetails.notSent("OpenRouter: " + why + ". Nothing was sent", type)
                        .withRetry(ErrorDetails.Retry.YES),
                null);
    }

    OpenRouterException busy() {
        return refused(
                "the conversation " + facts.shown() + " has a turn under way, and the option conversationConflict is"
                        + " refuse",
                "conversation_busy");
    }

    OpenRouterException full() {
        return refused(
                "the conversation " + facts.shown() + " has " + settings.maxQueued()
                        + " turns waiting, as many as it may (maxQueued)",
                "conversation_queue_full");
    }

    OpenRouterException queuedTooLong() {
        return refused(
                "the conversation " + facts.shown() + " had another turn under way for "
                        + settings.queueTimeout().toMillis() + " ms (conversationQueueTimeout)",
                "conversation_queue_timeout");
    }

    OpenRouterException stopping() {
        return refused(
                "the route stopped while the message waited for its turn in the conversation " + facts.shown(),
                "stopping");
    }

    static OpenRouterException stopped(Throwable cause) {
        return new TransportException(
                ErrorDetails.notSent("OpenRouter: the component is stopped, nothing was sent", "stopped"), cause);
    }

    /**
     * @param before whether that was before anything was sent
     */
    static OpenRouterException cancelled(String type, String why, boolean before) {
        ErrorDetails details = before
                ? ErrorDetails.notSent("OpenRouter: " + why + ", nothing was sent", type)
                : ErrorDetails.of("OpenRouter: " + why, Outcome.PARTIAL).withErrorType(type);
        return new TransportException(details, null);
    }

    OpenRouterException notLoaded(Throwable cause) {
        if (cause instanceof OpenRouterException known) {
            return known;
        }
        boolean again = !(cause instanceof IllegalArgumentException) && !StoreException.isPermanent(cause);
        return new ConversationException(
                ErrorDetails.notSent(
                                "OpenRouter: the conversation " + facts.shown() + " could not be loaded: " + said(cause)
                                        + ". Nothing was sent",
                                "conversation_not_loaded")
                        .withRetry(again ? ErrorDetails.Retry.YES : ErrorDetails.Retry.NEVER),
                null,
                cause);
    }

    /**
     * @param response null where it was cut
     */
    ConversationException notSaved(ChatResponse response, Throwable cause) {
        ErrorDetails details = ErrorDetails.of(
                        "OpenRouter: the model has answered, and the turn could not be added to the conversation "
                                + facts.shown() + ": " + said(cause),
                        Outcome.PARTIAL)
                .withErrorType("conversation_not_saved")
                .withRetry(settings.replays() ? ErrorDetails.Retry.YES : ErrorDetails.Retry.NEVER);
        if (response != null) {
            details = details.withAnswer(0, response.id(), Map.of()).withPartial(response.text(), response.provider());
        }
        return new ConversationException(details, response, cause);
    }

    /** A store's own words are about itself; others may quote what they were given. */
    private String said(Throwable cause) {
        String name = settings.repository().getClass().getSimpleName();
        if (cause instanceof TimeoutException) {
            return name + " did not answer within "
                    + settings.repositoryTimeout().toMillis() + " ms (conversationRepositoryTimeout)";
        }
        if (cause instanceof OpenRouterException known) {
            return "its writing was ended (" + known.getErrorType() + ") before " + name + " had confirmed it";
        }
        if (cause instanceof StoreException known) {
            return known.getMessage();
        }
        if (cause instanceof IllegalArgumentException) {
            return "what " + name + " has " + cause.getMessage();
        }
        return name + " failed (" + cause.getClass().getSimpleName() + ")";
    }
}
