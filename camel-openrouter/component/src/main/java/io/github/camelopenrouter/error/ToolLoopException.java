package io.github.camelopenrouter.error;

import io.github.camelopenrouter.model.ToolLoop;

/**
 * A model used tools, and that came to no answer. What was reached is kept, and what it cost was paid. {@link #getErrorType()} is one of
 *
 * <ul>
 *   <li>{@code tool_rounds_exceeded}, {@code tool_calls_exceeded}, {@code tool_tokens_exceeded}, {@code tool_cost_exceeded},
 *       {@code tool_time_exceeded}: a limit was met;
 *   <li>{@code tool_call_repeated}: the model asked for the same call again and again;
 *   <li>{@code tool_calls_truncated}: an answer was cut while it asked for tools, and none of them ran;
 *   <li>{@code tool_unknown}, {@code tool_arguments_invalid}, {@code tool_failed}, {@code tool_timeout}, {@code
 *       tool_result_too_large}: the calls of a turn could not be done, and the options say that the exchange fails then;
 *   <li>{@code tool_approval_invalid}, {@code tool_approval_expired}, {@code tool_approval_used}: calls that were handed out came back,
 *       and they were changed, or come too late, or came before. Nothing ran and nothing was sent;
 *   <li>{@code tool_approval_store}: whether they came before could not be found out. Nothing ran and nothing was sent.
 * </ul>
 *
 * <p>The message has neither arguments nor results.
 */
public final class ToolLoopException extends OpenRouterException {
    private static final long serialVersionUID = 1L;

    private final transient ToolLoop loop;

    /**
     * @param loop what was reached; null where nothing was begun
     */
    public ToolLoopException(ErrorDetails details, Throwable cause, ToolLoop loop) {
        super(details, cause);
        this.loop = loop;
    }

    /** What was reached: rounds, cost, messages. Null where nothing was begun, or the exception was serialized on its way. */
    public ToolLoop getLoop() {
        return loop;
    }

    @Override
    protected OpenRouterException create(ErrorDetails facts, Throwable cause) {
        return new ToolLoopException(facts, cause, loop);
    }
}
