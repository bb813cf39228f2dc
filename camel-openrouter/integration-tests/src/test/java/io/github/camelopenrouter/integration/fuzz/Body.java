package io.github.camelopenrouter.integration.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The body of a sound answer.
 *
 * @param firstAt bytes after which a reader knows who answers
 * @param finishFrom fewer bytes are not the whole answer
 * @param finishAt so many are, whatever comes behind them
 */
record Body(byte[] bytes, String contentType, int firstAt, int finishFrom, int finishAt) {

    static Body json(Sample sample, Dice dice) {
        String json = reordered(sample.whole(dice), dice);
        String before = dice.percent(30) ? "\n         \n".repeat(dice.between(1, 5)) : "";
        byte[] bytes = (before + json).getBytes(StandardCharsets.UTF_8);
        return new Body(
                bytes,
                dice.of("application/json", "application/json; charset=utf-8"),
                before.length() + 1,
                bytes.length,
                bytes.length);
    }

    static Body stream(Sample sample, Dice dice) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        String end = dice.of("\n", "\n", "\n", "\r\n", "\r");
        String field = dice.of("data: ", "data: ", "data:");
        List<String> events = sample.events(dice);
        int last = sample.finishEvent(events);
        int firstAt = 0;
        int finishFrom = 0;
        int finishAt = 0;
        boolean reorder = dice.percent(25);
        for (int i = 0; i < events.size(); i++) {
            if (dice.percent(10)) {
                write(out, dice.of(": OPENROUTER PROCESSING", ":", ": ", "data: : OPENROUTER PROCESSING") + end + end);
            }
            if (dice.percent(5)) {
                write(out, dice.of("event: message", "id: 7", "retry: 1000", "x: y") + end);
            }
            String json = reorder ? reordered(events.get(i), dice) : events.get(i);
            if (i == last) {
                finishFrom = out.size() + 1;
            }
            if (dice.percent(10)) {
                // an event may have lines, and JSON may have a line end where it has a comma
                write(out, field + json.charAt(0) + end + field + json.substring(1) + end + end);
            } else {
                write(out, field + json + end + end);
            }
            firstAt = i == 0 ? out.size() : firstAt;
            finishAt = i == last ? out.size() : finishAt;
        }
        if (dice.percent(90)) {
            write(out, field + "[DONE]" + end + end);
        }
        return new Body(
                out.toByteArray(),
                dice.of("text/event-stream", "text/event-stream; charset=utf-8"),
                firstAt,
                finishFrom,
                finishAt);
    }

    private static String reordered(String json, Dice dice) {
        if (!dice.percent(25)) {
            return json;
        }
        Tree tree = Tree.parse(json);
        tree.shuffle(dice);
        return tree.toString();
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** This one with other bytes under another type: what it means is less certain. */
    Body with(byte[] other, String type) {
        int more = other.length - bytes.length;
        return new Body(other, type, firstAt + more, finishFrom + more, finishAt + more);
    }
}
