package io.github.camelopenrouter.simulator.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** A service without sockets, in a time of its own. */
final class VirtualService {

    static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    static final String STREAM = HELLO.replace("{\"messages\"", "{\"stream\":true,\"messages\"");

    final OpenRouterService service;
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    VirtualService(ServiceSettings settings) {
        service = new OpenRouterService(settings, new SetClock());
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Asks with the key {@code key} unless the headers have another one; names and values in turn. */
    ServiceAnswer ask(String body, String... headers) {
        return request("POST", "/api/v1/chat/completions", null, body, headers);
    }

    /** Asks and takes all of the answer. */
    ServiceAnswer take(String body, String... headers) {
        return taken(ask(body, headers));
    }

    static ServiceAnswer taken(ServiceAnswer answer) {
        for (int i = 0; i < answer.parts().size(); i++) {
            answer.delivery().delivering(i);
        }
        return answer;
    }

    /** Takes the answer up to and including that part and leaves. */
    static ServiceAnswer left(ServiceAnswer answer, int part) {
        for (int i = 0; i <= part; i++) {
            answer.delivery().delivering(i);
        }
        answer.delivery().abandoned();
        return answer;
    }

    ServiceAnswer get(String path, String... headers) {
        String[] parts = path.split("\\?", 2);
        return request("GET", "/api/v1" + parts[0], parts.length == 1 ? null : parts[1], "", headers);
    }

    ServiceAnswer generation(ServiceAnswer answer) {
        return get("/generation?id=" + id(answer));
    }

    static String id(ServiceAnswer answer) {
        return answer.headers().get("X-Generation-Id");
    }

    static JsonNode json(ServiceAnswer answer) {
        try {
            return Json.MAPPER.readTree(answer.parts().get(0).text());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ServiceAnswer request(String method, String path, String query, String body, String... headers) {
        Map<String, String> all = new HashMap<>(Map.of("authorization", "Bearer key"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        return service.answer(new ServiceRequest(
                method,
                path,
                query,
                name -> all.get(name.toLowerCase(Locale.ROOT)),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private final class SetClock extends Clock {

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
