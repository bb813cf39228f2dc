package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.github.camelopenrouter.internal.stream.StreamFeed;
import io.github.camelopenrouter.internal.stream.StreamOpening;
import io.github.camelopenrouter.internal.wire.TextPieces;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;
import io.github.camelopenrouter.model.Violation;

/** Finds the elements in the events of a stream, on the I/O thread; what they become is left to their reader. */
public final class ElementFeed extends StreamFeed<Streamed, ReadElementStream> implements ElementScanner.Found {
    /**
     * So many bytes of an element that is still written count as unread with it, once it is complete. More would leave too little of
     * the connection's window to write the rest in.
     */
    private static final int HELD = 16 * 1024;

    private static final CallControl NOTHING = released -> {};

    private final ElementMaker maker;
    private final ElementScanner scanner;
    private final TextPieces texts = new TextPieces();
    /** What the event at hand has completed. */
    private final List<Streamed> found = new ArrayList<>();

    private int held;

    private ElementFeed(
            StreamOpening<ReadElementStream> listener, Executor routes, ElementFormat format, ElementMaker maker) {
        super(listener, (delivery, cancel) -> new ReadElementStream(delivery, routes, cancel, maker));
        this.maker = maker;
        this.scanner = new ElementScanner(format.pointers(), this);
    }

    /** @param routes where a subscriber is called */
    public static ElementFeed of(StreamOpening<ReadElementStream> listener, Executor routes, ElementFormat format) {
        ElementMaker maker = new ElementMaker(format);
        ElementFeed feed = new ElementFeed(listener, routes, format, maker);
        maker.cutBy(feed::cut);
        return feed;
    }

    private void cut() {
        cancel("invalid_element", "the stream was cut because an element is not valid (onInvalidElement=abort)");
    }

    @Override
    public void again() {
        super.again();
        texts.rest();
        scanner.clear();
        held = 0;
    }

    @Override
    public void event(String text, String reasoning, byte[] buffer, int offset, int length, CallControl control) {
        if (!text.isEmpty()) {
            scanner.feed(texts.next(text));
        }
        if (found.isEmpty()) {
            boolean hold = !text.isEmpty() && held + length <= HELD;
            held += hold ? length : 0;
            control.release(hold ? 0 : length);
            return;
        }
        int last = found.size() - 1;
        for (int i = 0; i < last; i++) {
            put(found.get(i), 0, NOTHING);
        }
        put(found.get(last), length + held, control);
        held = 0;
        found.clear();
    }

    @Override
    public void element(ElementScanner.Element element) {
        found.add(element);
    }

    @Override
    public void broken(Violation why) {
        found.add(new Streamed.Broken(why));
    }

    @Override
    public void used(Usage usage) {
        maker.spent(usage.cost());
    }

    @Override
    protected void last(ChatResponse response) {
        put(new Streamed.Whole(response));
    }
}
