package io.github.camelopenrouter.simulator.service;

import java.util.List;
import java.util.Map;

/**
 * What the service answers.
 *
 * @param keepAlive what may be sent, any number of times, before the first part; empty if nothing may
 * @param streamed whether the parts are events that are sent one by one
 * @param delivery to be told how far the parts came
 */
public record ServiceAnswer(
        int status,
        String contentType,
        Map<String, String> headers,
        String keepAlive,
        boolean streamed,
        List<Part> parts,
        Delivery delivery) {

    private static final Delivery UNWATCHED = new Delivery() {};

    /**
     * A piece of the body.
     *
     * @param paced whether it took the model time to make
     */
    public record Part(String text, boolean paced) {}

    /** Hears how the answer arrives, from one thread. */
    public interface Delivery {

        /** Called before the part with that index is sent. */
        default void delivering(int part) {}

        /** Called if the client leaves before the last part was sent. */
        default void abandoned() {}
    }

    static ServiceAnswer json(int status, Map<String, String> headers, Object body) {
        return new ServiceAnswer(
                status, "application/json", headers, "", false, List.of(new Part(body.toString(), false)), UNWATCHED);
    }

    static ServiceAnswer json(Object body) {
        return json(200, Map.of(), body);
    }

    static ServiceAnswer chat(Map<String, String> headers, Object body, Delivery delivery) {
        return new ServiceAnswer(
                200,
                "application/json",
                headers,
                "\n         ",
                false,
                List.of(new Part(body.toString(), false)),
                delivery);
    }

    /** An error that takes the place of an answer of a model. */
    static ServiceAnswer failure(int status, Map<String, String> headers, Object body, Delivery delivery) {
        return new ServiceAnswer(
                status, "application/json", headers, "", false, List.of(new Part(body.toString(), false)), delivery);
    }

    static ServiceAnswer stream(Map<String, String> headers, List<Part> events, Delivery delivery) {
        return new ServiceAnswer(
                200, "text/event-stream", headers, ": OPENROUTER PROCESSING\n\n", true, events, delivery);
    }

    /** The same without the time that a model takes. */
    ServiceAnswer atOnce() {
        List<Part> unpaced =
                parts.stream().map(part -> new Part(part.text(), false)).toList();
        return new ServiceAnswer(status, contentType, headers, "", streamed, unpaced, delivery);
    }

    /** Whether anybody wants to hear how the answer arrives. */
    public boolean isWatched() {
        return delivery != UNWATCHED;
    }
}
