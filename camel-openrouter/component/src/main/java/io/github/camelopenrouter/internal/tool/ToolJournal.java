package io.github.camelopenrouter.internal.tool;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.model.ToolCall;

/** Knows what came of the calls of a message that has come before. Of one message; thread-safe. */
public interface ToolJournal {
    /**
     * Which call it is: the same whenever the message comes again.
     *
     * @param turn counts the answers that asked for tools, from 1 on
     * @param place among the calls of its turn, from 0 on
     * @param asked as the model asked for it
     * @param arguments with which it runs; must not be changed
     */
    record Call(int turn, int place, ToolCall asked, ObjectNode arguments) {
        /** Says nothing of the arguments. */
        @Override
        public String toString() {
            return "Call[" + turn + ", " + place + "]";
        }
    }

    /**
     * Runs the call, unless it is known what came of it. Does not wait.
     *
     * @param run begins the tool, at most once, on any thread
     * @return completed once, on any thread, with what came of it when that is written down; fails with what the exchange fails with.
     *     Whoever cancels it waits no longer
     */
    CompletableFuture<CallResult> once(Call call, Supplier<CompletableFuture<CallResult>> run);
}
