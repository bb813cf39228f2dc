package io.github.camelopenrouter.examples.presentation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;

/** Reads what the page is told, without a browser. */
final class Listener implements AutoCloseable {
    private final BufferedReader lines;

    private Listener(BufferedReader lines) {
        this.lines = lines;
    }

    static Listener open(String url) throws IOException {
        return open(url, 0);
    }

    /**
     * @param seen the id of the last event that it knows already
     */
    static Listener open(String url, int seen) throws IOException {
        URLConnection events = URI.create(url + "events").toURL().openConnection();
        events.setReadTimeout(60_000);
        events.setRequestProperty("Last-Event-ID", String.valueOf(seen));
        return new Listener(new BufferedReader(new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** Waits for the next event of that name. Returns its data. */
    String await(String name) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("event: " + name)) {
                return lines.readLine();
            }
        }
        throw new IllegalStateException("no event " + name + " before the end");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
