package io.github.camelopenrouter.internal.structured;

import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Violation;

/** What waits to be read of an answer that becomes objects while it arrives. */
sealed interface Streamed permits ElementScanner.Element, Streamed.Broken, Streamed.Partial, Streamed.Whole {
    /** The text cannot be what was asked for; no element follows. */
    record Broken(Violation why) implements Streamed {}

    /** The object so far, whatever that is when it is taken. */
    non-sealed interface Partial extends Streamed {
        /** Never null; asked once. */
        PartialScanner.Shown take();
    }

    /** The answer is complete. */
    record Whole(ChatResponse response) implements Streamed {}
}
