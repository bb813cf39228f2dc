package io.github.camelopenrouter.examples.quarkus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** Server-sent events, read one by one. Closing leaves the service. */
final class Events implements AutoCloseable {
    private final int status;
    private final String type;
    private final BufferedReader lines;

    Events(HttpResponse<InputStream> response) {
        this.status = response.statusCode();
        this.type = response.headers().firstValue("Content-Type").orElse("");
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** One event; its data is JSON. */
    record Event(String name, JsonNode data) {
        String text() {
            return data.path("text").textValue();
        }
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    /** Waits for the next event; null at the end. */
    Event next() throws IOException {
        String name = null;
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return new Event(name, Client.JSON.readTree(data.toString()));
            } else if (line.startsWith("event:")) {
                name = line.substring("event:".length()).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()));
            } else if (!line.isEmpty() && !line.startsWith(":") && !line.startsWith("id:")) {
                throw new IOException("no line of an event that this service sends: " + line);
            }
        }
        return null;
    }

    /** All that is left. */
    List<Event> rest() throws IOException {
        List<Event> rest = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            rest.add(event);
        }
        return rest;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
