package io.github.camelopenrouter.examples.presentation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.error.Outcome;
import io.github.camelopenrouter.error.ToolLoopException;

/**
 * The presentation while it is made: what is known of it, and all that happened to it, in order, for whoever looks, now or later.
 * Thread-safe.
 */
final class Deck {
    /** How it ended. */
    enum End {
        DONE,
        STOPPED,
        FAILED
    }

    /**
     * Something that happened.
     *
     * @param id counted from 1
     * @param json an object in one line
     */
    record Event(int id, String name, String json) {}

    /**
     * A slide, as far as it is known.
     *
     * @param place counted from 0
     * @param points none while the model writes them
     * @param picture a {@code data:} URL; null for none
     * @param note what is to be said about it, such as why it was not written; null for nothing
     */
    record View(int place, String title, List<String> points, String picture, String note) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String currency;
    private final List<Event> events = new ArrayList<>();
    private final Map<Integer, View> views = new TreeMap<>();
    private String title;
    private int slides;
    private int open;
    private boolean outlined;
    private int written;
    private BigDecimal cost = BigDecimal.ZERO;
    private int unknownCosts;
    private End end;

    /**
     * @param simulated whether nothing is paid
     */
    Deck(String topic, boolean simulated) {
        title = topic;
        currency = simulated ? " (simulated)" : "";
        happened("title", JSON.createObjectNode().put("title", topic));
    }

    /** A title of the outline is whole: its slide is going to be written. */
    synchronized void promised(int place, String slideTitle) {
        views.put(place, new View(place, slideTitle, List.of(), null, null));
        slides++;
        open++;
        happened("promise", at(place).put("title", slideTitle));
        progress();
    }

    /** The outline is whole. */
    synchronized void outlined(String presentationTitle, BigDecimal paid) {
        outlined = true;
        title = presentationTitle;
        happened("title", JSON.createObjectNode().put("title", presentationTitle));
        paid(paid);
    }

    /**
     * @param note null for nothing
     */
    synchronized void written(int place, Slide slide, String note, BigDecimal paid) {
        views.put(place, new View(place, slide.title(), slide.points(), null, note));
        written++;
        ObjectNode json = at(place).put("title", slide.title()).put("note", note);
        slide.points().forEach(json.putArray("points")::add);
        happened("slide", json);
        paid(paid);
    }

    /**
     * @param url of the kind {@code data:}
     */
    synchronized void drawn(int place, String url, BigDecimal paid) {
        View view = views.get(place);
        views.put(place, new View(place, view.title(), view.points(), url, null));
        happened("picture", at(place).put("url", url));
        paid(paid);
    }

    /** The slide, or its picture, does not come. */
    synchronized void missed(int place, String why) {
        View view = views.get(place);
        views.put(place, new View(place, view.title(), view.points(), view.picture(), why));
        happened("missed", at(place).put("why", why));
        progress();
    }

    /**
     * An answer was billed.
     *
     * @param amount in US dollars; null where the service did not say
     */
    synchronized void paid(BigDecimal amount) {
        if (amount == null) {
            unknownCosts++;
        } else {
            cost = cost.add(amount);
        }
        progress();
    }

    /**
     * An answer failed.
     *
     * @param known what it is known to have cost, answers before it included; null where nothing is
     */
    synchronized void lost(OpenRouterException failure, BigDecimal known) {
        if (known != null) {
            paid(known);
        }
        boolean all = failure instanceof InvalidAnswerException || failure instanceof ToolLoopException;
        boolean free = failure.getOutcome() == Outcome.NOT_SENT || failure.getOutcome() == Outcome.REJECTED;
        if (!free && !(all && known != null)) {
            paid(null);
        }
    }

    /** A slide that was promised is written, or never will be. */
    synchronized void settled() {
        open--;
        notifyAll();
    }

    /** Waits until all slides that were promised are settled; for so long at most. */
    synchronized void awaitSettled(Duration patience) throws InterruptedException {
        long by = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); open > 0 && left > 0; left = by - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Nothing more comes; the first who says so is heard. */
    synchronized void end(End how, String why) {
        if (end == null) {
            end = how;
            happened(
                    "end",
                    JSON.createObjectNode()
                            .put("how", how.name().toLowerCase(Locale.ROOT))
                            .put("why", why));
        }
    }

    synchronized String title() {
        return title;
    }

    /** By their places; a copy. */
    synchronized List<View> views() {
        return List.copyOf(views.values());
    }

    /** How many slides there are, and what they cost. */
    synchronized String summary() {
        String how = written == slides ? "" + written : written + " of " + slides;
        return how + (slides == 1 ? " slide | " : " slides | ") + costInWords();
    }

    /** Exact: what is not known is told, too. */
    private String costInWords() {
        String known = "$" + cost.stripTrailingZeros().toPlainString() + currency;
        return switch (unknownCosts) {
            case 0 -> known;
            case 1 -> known + " and 1 answer of unknown cost";
            default -> known + " and " + unknownCosts + " answers of unknown cost";
        };
    }

    /** What happened behind the event of that id; waits for it, and returns nothing if nothing happens for so long. */
    synchronized List<Event> after(int id, Duration patience) throws InterruptedException {
        long by = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); events.size() <= id && left > 0; left = by - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(events.subList(Math.min(id, events.size()), events.size()));
    }

    private void progress() {
        ObjectNode json = JSON.createObjectNode().put("outlined", outlined).put("written", written);
        happened("progress", json.put("of", slides).put("cost", costInWords()));
    }

    private static ObjectNode at(int place) {
        return JSON.createObjectNode().put("place", place);
    }

    private synchronized void happened(String name, ObjectNode json) {
        events.add(new Event(events.size() + 1, name, json.toString()));
        notifyAll();
    }
}
