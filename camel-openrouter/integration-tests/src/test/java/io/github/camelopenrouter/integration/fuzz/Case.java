package io.github.camelopenrouter.integration.fuzz;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One call and all that it meets, each known by two numbers.
 *
 * @param plain whether the answers of this call are sound but for how they are written and where they are cut: what they cost is
 *     certain then
 */
record Case(long seed, long number, Operation operation, boolean plain) {
    /** What a tenant has: enough for half of its calls. */
    static final String TENANT_BUDGET = "0.25";

    private static final int CALLS_OF_A_TENANT = 300;
    private static final List<Operation> OPERATIONS = List.of(
            Operation.COMPLETION,
            Operation.COMPLETION,
            Operation.RETRIED,
            Operation.RETRIED,
            Operation.BUDGETED,
            Operation.BUDGETED,
            Operation.TENANTS,
            Operation.PRICED,
            Operation.JOURNALED,
            Operation.JOURNALED,
            Operation.PULLED,
            Operation.PULLED,
            Operation.PULLED_AS_TEXT,
            Operation.LEFT,
            Operation.PUBLISHED,
            Operation.PUSHED,
            Operation.PUSHED,
            Operation.EVENTS,
            Operation.TEXT,
            Operation.LOOKED_UP);

    static Case of(long seed, long number) {
        Dice dice = new Dice(seed, number, -1);
        Operation operation = dice.of(OPERATIONS);
        return new Case(seed, number, operation, operation == Operation.TENANTS || dice.percent(60));
    }

    /** Whose bill it is: answers whose cost nobody can know are not to blur the others'. */
    String tenant() {
        return operation == Operation.TENANTS ? "plain-" + number / CALLS_OF_A_TENANT : plain ? "plain" : "wild";
    }

    String generationId(int attempt) {
        return "gen-" + number + "-" + attempt;
    }

    String model() {
        return plain || operation != Operation.PRICED ? "fuzz/m" : "fuzz/w-" + number;
    }

    /** What the server answers to the attempt of this number, from 0 on. */
    Act act(int attempt) {
        Dice dice = new Dice(seed, number, attempt);
        Sample sample = Sample.of(dice, generationId(attempt));
        if (operation == Operation.LOOKED_UP) {
            return lookedUp(dice, sample, attempt);
        }
        if (!plain) {
            return new Wild(this, dice).act(sample, attempt);
        }
        int kind = dice.below(100);
        if (kind < 15) {
            return refused(dice, sample.id());
        }
        Body body = operation.streams() != dice.percent(3) ? Body.stream(sample, dice) : Body.json(sample, dice);
        if (kind < 20) {
            return odd(dice, sample, body);
        }
        return kind < 45 ? cut(dice, sample, body) : sound(dice, sample, body);
    }

    private Act sound(Dice dice, Sample sample, Body body) {
        Http http = http(dice, sample, body, body.bytes());
        byte[] bytes = http.write(dice);
        return new Act(bytes, end(http), Expected.SUCCESS, sample.text(), sample.cost(), Billed.KNOWN);
    }

    private static Act.End end(Http http) {
        return http.framing == Http.Framing.CLOSE ? Act.End.FIN : Act.End.KEEP;
    }

    private static Http http(Dice dice, Sample sample, Body body, byte[] bytes) {
        Http http = new Http(
                200,
                bytes,
                dice.of(Http.Framing.LENGTH, Http.Framing.CHUNKED, Http.Framing.CHUNKED, Http.Framing.CLOSE));
        if (body.contentType() != null) {
            http.headers.add("Content-Type: " + body.contentType());
        }
        http.headers.add("X-Generation-Id: " + sample.id());
        return http;
    }

    private Act refused(Dice dice, String id) {
        Refused refused = Refused.of(dice);
        // a failure is told inside of a success where the service had begun to answer
        boolean late = dice.percent(20) && refused.contentType().equals("application/json");
        String body =
                late && operation.streams() && dice.percent(50) ? "data: " + refused.body() + "\n\n" : refused.body();
        Http http = new Http(
                late ? 200 : refused.status(),
                body.getBytes(StandardCharsets.UTF_8),
                dice.of(Http.Framing.LENGTH, Http.Framing.CHUNKED, Http.Framing.CLOSE));
        http.headers.addAll(refused.headers());
        http.headers.add("Content-Type: " + (body.startsWith("data") ? "text/event-stream" : refused.contentType()));
        http.headers.add("X-Generation-Id: " + id);
        return Act.free(http.write(dice), end(http), Expected.FAILURE);
    }

    /** Under another type, or behind a byte order mark. */
    private static Act odd(Dice dice, Sample sample, Body body) {
        byte[] bytes = body.bytes();
        String type = body.contentType();
        if (dice.percent(50)) {
            type = dice.of("text/plain", "application/octet-stream", null, "application/json", "text/event-stream");
        } else {
            bytes = new byte[bytes.length + 3];
            bytes[0] = (byte) 0xEF;
            bytes[1] = (byte) 0xBB;
            bytes[2] = (byte) 0xBF;
            System.arraycopy(body.bytes(), 0, bytes, 3, body.bytes().length);
        }
        Http http = http(dice, sample, body.with(bytes, type), bytes);
        byte[] all = http.write(dice);
        return new Act(all, end(http), Expected.WHOLE_OR_FAILURE, sample.text(), sample.cost(), Billed.KNOWN);
    }

    /** Cut at any byte, by the connection or with a frame that says that this was all. */
    private static Act cut(Dice dice, Sample sample, Body body) {
        byte[] all = body.bytes();
        if (dice.percent(40)) {
            int length = dice.below(all.length);
            Http http = http(dice, sample, body, java.util.Arrays.copyOf(all, length));
            byte[] bytes = http.write(dice);
            return judged(sample, body, length, bytes, end(http), true);
        }
        Http http = http(dice, sample, body, all);
        byte[] bytes = http.write(dice);
        int cut = dice.below(bytes.length);
        Act.End end = dice.of(Act.End.FIN, Act.End.RST);
        return judged(
                sample, body, http.bodyBefore(cut), java.util.Arrays.copyOf(bytes, cut), end, http.headBefore(cut));
    }

    private static Act judged(Sample sample, Body body, int length, byte[] bytes, Act.End end, boolean head) {
        Expected expected = length < body.finishFrom() ? Expected.FAILURE : Expected.WHOLE_OR_FAILURE;
        // what a reset leaves unread is lost on some systems
        boolean known = head && length >= body.firstAt() && end != Act.End.RST;
        return new Act(bytes, end, expected, sample.text(), sample.cost(), known ? Billed.KNOWN : Billed.PERHAPS);
    }

    private Act lookedUp(Dice dice, Sample sample, int attempt) {
        if (attempt == 0 && dice.percent(5)) {
            Http missing = new Http(404, new byte[0], Http.Framing.LENGTH);
            return Act.free(missing.write(dice), Act.End.KEEP, Expected.FAILURE);
        }
        if (!plain && attempt < 2) {
            return new Wild(this, dice).act(sample, attempt);
        }
        byte[] bytes = generation(dice, sample.id(), sample.cost()).bytes();
        return Act.free(bytes, Act.End.KEEP, plain ? Expected.SUCCESS : Expected.EITHER);
    }

    /** A sound answer of {@code GET /generation}. */
    private static Act generation(Dice dice, String id, BigDecimal cost) {
        return json(dice, Sample.generation(id, cost));
    }

    private static Act json(Dice dice, String json) {
        Http http = new Http(
                200, json.getBytes(StandardCharsets.UTF_8), dice.of(Http.Framing.LENGTH, Http.Framing.CHUNKED));
        http.headers.add("Content-Type: application/json");
        return Act.free(http.write(dice), Act.End.KEEP, Expected.EITHER);
    }

    /** What the service says of a generation when it is asked for what a call of this run cost. */
    static Act inquiry(long seed, String id) {
        Dice dice = new Dice(seed, id.hashCode(), -2);
        String[] parts = id.split("-");
        if (parts.length == 3 && parts[0].equals("gen") && (parts[1] + parts[2]).matches("\\d{1,15}")) {
            Act act = of(seed, Long.parseLong(parts[1])).act(Integer.parseInt(parts[2]));
            return generation(dice, id, act.cost());
        }
        return generation(dice, id, BigDecimal.ZERO);
    }

    /** Prices of a model, wounded where its name is that of a case. */
    static Act prices(long seed, String model) {
        String sound =
                "{\"data\":{\"id\":\"fuzz/m\",\"name\":\"M\",\"endpoints\":[{\"name\":\"a\",\"provider_name\":\"Fuzz\",\"context_length\":100000,"
                        + "\"max_completion_tokens\":1000,\"pricing\":{\"prompt\":\"0.000001\",\"completion\":\"0.00001\",\"request\":\"0\",\"image\":\"0\"}}]}}";
        if (!model.startsWith("fuzz/w-")) {
            return json(new Dice(seed, 0, -3), sound);
        }
        Dice dice = new Dice(seed, Long.parseLong(model.substring(7)), -3);
        Tree tree = Tree.parse(sound);
        Wounds.hurt(tree, dice, dice.between(0, 3));
        return json(dice, tree.toString());
    }

    /** A row of a journal: its answer, sound or wounded or cut. */
    Act row() {
        Dice dice = new Dice(seed, number, -4);
        Sample sample = Sample.of(dice, "gen-" + number + "-9");
        String json = sample.whole(dice);
        if (plain && dice.percent(50)) {
            return new Act(utf8(json), Act.End.KEEP, Expected.SUCCESS, sample.text(), BigDecimal.ZERO, Billed.NOTHING);
        }
        if (plain) {
            byte[] all = utf8(json);
            byte[] cut = java.util.Arrays.copyOf(all, dice.below(all.length));
            return Act.free(cut, Act.End.KEEP, Expected.FAILURE);
        }
        Tree tree = Tree.parse(json);
        Wounds.hurt(tree, dice, dice.between(1, 3));
        return Act.free(Wounds.hurt(utf8(tree.toString()), dice, dice.between(0, 2)), Act.End.KEEP, Expected.EITHER);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of the first attempts, to read and to send again. */
    String script() {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + seed + " case " + number + " " + operation + (plain ? " plain" : " wild"));
        for (int attempt = 0; attempt < 3; attempt++) {
            Act act = act(attempt);
            lines.add("attempt " + attempt + ": " + act.expected() + ", " + act.billed() + " " + act.cost() + ", then "
                    + act.end());
            lines.add(bounded(new String(act.bytes(), StandardCharsets.ISO_8859_1)));
        }
        return String.join("\n", lines);
    }

    private static String bounded(String text) {
        return text.length() <= 4_000 ? text : text.substring(0, 4_000) + "... (" + text.length() + " bytes)";
    }
}
