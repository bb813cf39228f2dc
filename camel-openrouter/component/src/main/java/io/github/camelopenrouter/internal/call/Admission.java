package io.github.camelopenrouter.internal.call;

import java.util.concurrent.CompletableFuture;

import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * A condition that every attempt of a call must meet before it is sent: a limit, a breaker, a budget. Thread-safe, and never blocks:
 * an attempt that has to wait holds no thread.
 */
@FunctionalInterface
public interface Admission {
    /**
     * Asks for one attempt.
     *
     * @return done at once where it need not wait. Completed exceptionally, with an {@link OpenRouterException} whose outcome is
     *     {@code NOT_SENT}, where the attempt is refused. Whoever asked may cancel it: a permit that comes too late is then
     *     the admission's own to take back
     */
    CompletableFuture<Permit> ask(CallFacts facts);

    /**
     * Whether the end of a permit may come on an I/O thread. False where somebody hears of it who may be anybody's, and may take his
     * time.
     */
    default boolean endsAnywhere() {
        return true;
    }

    /** Stands for one attempt from before it is sent until its answer has been read to the end. */
    interface Permit {
        /** What is needed where nothing has to be given back. */
        Permit NONE = result -> {};

        /**
         * The head of the answer has come. On an I/O thread: must not block.
         *
         * @param generationId null where the service named none
         */
        default void answering(String generationId) {}

        /**
         * The answer, no failure so far, has content: of a stream the first of it, of another answer all of it. May come long before
         * the end, at most once, and on an I/O thread: must not block.
         */
        default void content() {}

        /**
         * The attempt is over; called exactly once. Must not block where the admission {@linkplain Admission#endsAnywhere() ends
         * anywhere}, and comes on a settling thread otherwise.
         */
        void ended(Result result);
    }

    /**
     * How an attempt ended.
     *
     * @param response the answer; null where it failed
     * @param usage what the service said it used and cost, also where it failed; null where it said nothing
     * @param failure null where it went well
     * @param cacheSource the generation that this answer repeats, where it came from OpenRouter's response cache; else null
     */
    record Result(ChatResponse response, Usage usage, OpenRouterException failure, String cacheSource) {
        public Result(ChatResponse response, Usage usage, OpenRouterException failure) {
            this(response, usage, failure, null);
        }

        static Result of(ChatResponse response, String cacheSource) {
            return new Result(response, response.usage(), null, cacheSource);
        }

        /** Whether it went well. */
        public boolean good() {
            return failure == null;
        }

        /** The generation id, or null. */
        public String generationId() {
            return failure == null ? response.id() : failure.getGenerationId();
        }
    }
}
