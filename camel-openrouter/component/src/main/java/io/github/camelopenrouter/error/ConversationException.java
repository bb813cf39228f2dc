package io.github.camelopenrouter.error;

import io.github.camelopenrouter.model.ChatResponse;

/**
 * The repository of a conversation has failed, or was too slow. {@link #getErrorType()} is {@code conversation_not_loaded} where nothing
 * was sent. It is {@code conversation_not_saved} where the model has answered and the conversation does not have this turn, or may not
 * have it: {@link #getResponse()} is the answer, which is paid.
 */
public final class ConversationException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    private final transient ChatResponse response;

    /**
     * @param response null where there is none
     */
    public ConversationException(ErrorDetails details, ChatResponse response, Throwable cause) {
        super(details, cause);
        this.response = response;
    }

    /** The answer that was not saved; null where nothing was sent, and after this failure was serialized. It is content. */
    public ChatResponse getResponse() {
        return response;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new ConversationException(facts, response, cause);
    }
}
