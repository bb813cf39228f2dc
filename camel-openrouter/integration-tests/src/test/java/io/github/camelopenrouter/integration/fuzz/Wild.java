package io.github.camelopenrouter.integration.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers with any damage: nobody can say what they mean, but they end. */
final class Wild {
    private static final List<String> WAITS = List.of(
            "-1",
            "-9223372036854775808",
            "99999999999999999999",
            "1e99999999999",
            "0",
            "0.001",
            "NaN",
            "soon",
            "",
            "Wed, 99 Nov 2026 10:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Sat, 01 Jan 0000 00:00:00 GMT",
            "-0",
            "4294967301");

    private final Case call;
    private final Dice dice;

    Wild(Case call, Dice dice) {
        this.call = call;
        this.dice = dice;
    }

    Act act(Sample sample, int attempt) {
        Refused refused = Refused.of(dice);
        int kind = dice.below(100);
        boolean stream = kind < 60 && call.operation().streams() != kind >= 45;
        boolean refuses = kind >= 60 && kind < 85;
        int status = refuses ? refused.status() : 200;
        String type = stream ? "text/event-stream" : "application/json";
        byte[] body;
        if (kind >= 97) {
            body = noise();
        } else if (stream) {
            body = stream(sample);
        } else {
            body = utf8(hurt(refuses ? refused.body() : kind < 60 ? sample.whole(dice) : sample.generation()));
        }
        if (dice.percent(40)) {
            body = Wounds.hurt(body, dice, dice.between(1, 3));
        }
        if (dice.percent(10)) {
            type = dice.of(
                    "text/plain",
                    "text/html",
                    "",
                    "text/event-stream",
                    "application/json",
                    "application/json;charset=utf-16",
                    "x");
        }
        boolean strange = dice.percent(5);
        if (strange) {
            status = dice.of(100, 103, 199, 201, 204, 206, 226, 301, 302, 304, 399, 404, 418, 451, 499, 521, 599);
        }
        if (call.operation() == Operation.LOOKED_UP && status == 404 && attempt > 0) {
            status = 500;
        }
        return wire(status, type, body, strange);
    }

    private Act wire(int status, String type, byte[] body, boolean strange) {
        Http http = new Http(status, body, dice.of(Http.Framing.LENGTH, Http.Framing.CHUNKED, Http.Framing.CLOSE));
        http.headers.add("Content-Type: " + type);
        if (dice.percent(30)) {
            http.headers.add("Retry-After: " + dice.of(WAITS));
        }
        if (dice.percent(60)) {
            http.headers.add("X-Generation-Id: "
                    + dice.of(call.generationId(0), call.generationId(0), "", "gen", "x".repeat(300), "a\tb", "-1"));
        }
        if (dice.percent(3)) {
            http.headers.add("X-Long: " + "y".repeat(dice.of(100, 9_000, 70_000)));
        }
        boolean broken = dice.percent(10);
        if (broken) {
            http.headers.add(dice.of(
                    "Content-Length: " + (body.length + dice.between(1, 100)),
                    "Content-Length: " + body.length / 2,
                    "Content-Length: -5",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: x",
                    "Transfer-Encoding: gzip, chunked",
                    "Transfer-Encoding: x",
                    "Content-Encoding: gzip",
                    "no colon here",
                    ": empty",
                    "X\u0000Y: z"));
        }
        boolean closes = broken || strange || http.framing == Http.Framing.CLOSE || dice.percent(20);
        if (closes) {
            http.headers.add(0, "Connection: close");
        }
        byte[] bytes = http.write(dice);
        if (!closes) {
            return Act.free(bytes, Act.End.KEEP, Expected.EITHER);
        }
        if (dice.percent(20)) {
            // frames and heads break, too
            bytes = Wounds.hurt(bytes, dice, dice.between(1, 2));
        }
        if (dice.percent(30) && bytes.length > 0) {
            bytes = Arrays.copyOf(bytes, dice.below(bytes.length));
        }
        return Act.free(bytes, dice.of(Act.End.FIN, Act.End.FIN, Act.End.RST), Expected.EITHER);
    }

    private String hurt(String json) {
        if (json.charAt(0) == '<') {
            return json;
        }
        Tree tree = Tree.parse(json);
        Wounds.hurt(tree, dice, dice.between(0, 4));
        if (dice.percent(20)) {
            tree.shuffle(dice);
        }
        return tree.toString();
    }

    private byte[] stream(Sample sample) {
        List<String> events = new ArrayList<>(sample.events(dice));
        if (dice.percent(20)) {
            events.add(dice.below(events.size() + 1), Refused.body(dice, 429));
        }
        int wounded = dice.below(4);
        for (int at = 0; at < events.size() && wounded > 0; at += dice.between(1, 4), wounded--) {
            events.set(at, hurt(events.get(at)));
        }
        if (dice.percent(20)) {
            events.add(dice.below(events.size()), dice.of(events));
        }
        if (dice.percent(20)) {
            events.remove(dice.below(events.size()));
        }
        StringBuilder out = new StringBuilder(1024);
        String end = dice.of("\n", "\n", "\r\n", "\r");
        for (String event : events) {
            if (dice.percent(3)) {
                out.append("event: error").append(end);
            }
            out.append(dice.percent(2) ? "" : dice.of("data: ", "data:", "data: ", " data: "));
            out.append(event);
            // some run into the next one
            out.append(dice.percent(3) ? "" : end).append(dice.percent(3) ? "" : end);
        }
        if (dice.percent(80)) {
            out.append("data: [DONE]").append(end).append(end);
        }
        return utf8(out.toString());
    }

    private byte[] noise() {
        byte[] noise = new byte[dice.of(0, 1, 100, 10_000)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) dice.below(256);
        }
        return noise;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
