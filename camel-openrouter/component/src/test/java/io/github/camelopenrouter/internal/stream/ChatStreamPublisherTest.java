package io.github.camelopenrouter.internal.stream;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.TransportException;
import io.github.camelopenrouter.internal.call.FakeTransport;
import io.github.camelopenrouter.internal.call.OfflineEngine;
import io.github.camelopenrouter.model.ChatChunk;

/** What the Reactive Streams TCK demands of a publisher, demanded of a streamed answer. */
public class ChatStreamPublisherTest extends FlowPublisherVerification<ChatChunk> {
    private ExecutorService worker;
    private OfflineEngine engine;

    public ChatStreamPublisherTest() {
        super(new TestEnvironment(1_000, 50), 500);
    }

    @BeforeClass
    public void start() {
        worker = Executors.newFixedThreadPool(2);
        engine = new OfflineEngine(worker);
    }

    @AfterClass(alwaysRun = true)
    public void stop() {
        engine.close();
        worker.shutdownNow();
    }

    /** The element after the text chunks is the assembled answer; a stream without even that has been closed at the far end. */
    @Override
    public Flow.Publisher<ChatChunk> createFlowPublisher(long elements) {
        if (elements == 0) {
            UnreadQueue<ChatChunk> nothing = new UnreadQueue<>();
            nothing.end(null);
            return new ReadChatStream(nothing, worker, () -> {}).publisher();
        }
        String event = "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";
        String end =
                "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        String body = event.repeat((int) Math.min(elements - 1, maxElementsFromPublisher())) + end;
        return engine.stream(FakeTransport.sse(body)).publisher();
    }

    @Override
    public Flow.Publisher<ChatChunk> createFailedFlowPublisher() {
        UnreadQueue<ChatChunk> failed = new UnreadQueue<>();
        failed.end(new TransportException(ErrorDetails.of("the stream ended early", Outcome.PARTIAL), null));
        return new ReadChatStream(failed, worker, () -> {}).publisher();
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1_000;
    }
}
