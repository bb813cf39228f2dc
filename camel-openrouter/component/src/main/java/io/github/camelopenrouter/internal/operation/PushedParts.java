package io.github.camelopenrouter.internal.operation;

import org.apache.camel.Message;

import io.github.camelopenrouter.internal.binding.CallBinding;
import io.github.camelopenrouter.internal.call.OpenRouterClient;
import io.github.camelopenrouter.internal.call.RunningCall;
import io.github.camelopenrouter.internal.stream.ReadStream;
import io.github.camelopenrouter.internal.stream.StreamOpening;

/**
 * What one exchange sends to {@code streamTo}, and goes on with. Called by one thread at a time.
 *
 * @param <S> how the stream is read
 * @param <P> its parts
 */
interface PushedParts<S extends ReadStream<?, P>, P> {
    RunningCall start(OpenRouterClient client, CallBinding.Prepared prepared, StreamOpening<S> listener);

    /** Whether it is the last part, which carries the answer. */
    boolean last(P part);

    /** Makes the message that a part is sent as. */
    void fill(Message message, P part);

    /** Puts the whole answer onto the exchange. */
    void whole(Message message, P last);
}
