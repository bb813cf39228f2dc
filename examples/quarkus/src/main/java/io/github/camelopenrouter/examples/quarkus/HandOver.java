package io.github.camelopenrouter.examples.quarkus;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

import io.github.camelopenrouter.model.ChatStream;

/**
 * Gives the stream in the body to the {@link Answer} of the exchange. The exchange goes on when the stream was read to its end, has
 * failed, or was left; until then it holds no thread.
 */
final class HandOver extends AsyncProcessorSupport {
    // tag::hand-over[]
    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        ChatStream stream = exchange.getMessage().getBody(ChatStream.class);
        if (stream == null) { // nobody waits any more, and the component has cut the call
            callback.done(true);
            return true;
        }
        Answer answer = exchange.getProperty(Answer.PROPERTY, Answer.class);
        boolean wanted = answer.open(new ReadChunks(stream.publisher(), failure -> {
            exchange.setException(failure);
            callback.done(false);
        }));
        if (!wanted) {
            stream.close();
            callback.done(true);
        }
        return !wanted;
    }
    // end::hand-over[]
}
