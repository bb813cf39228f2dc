package io.github.camelopenrouter.benchmarks.server;

/**
 * What the server does with a request. It stands in the path, before {@code /api/v1}, because that is the one place
 * that a bare client and a component with a base URL can both set.
 *
 * @param delayMillis from the request to a completion's answer, or to a stream's head
 * @param chunks of a stream, before the closing ones
 * @param intervalMillis from chunk to chunk; 0 writes as fast as the socket takes them
 * @param chunksPerElement whose text is one element of an array of objects; 0 for text that is no JSON
 */
public record Plan(int delayMillis, int chunks, int intervalMillis, int chunksPerElement) {

    /** A completion that is answered after a while. */
    public static Plan answerAfter(int delayMillis) {
        return new Plan(delayMillis, 0, 0, 0);
    }

    /** A stream that starts at once. */
    public static Plan stream(int chunks, int intervalMillis) {
        return new Plan(0, chunks, intervalMillis, 0);
    }

    /** A stream whose text is an object with an array of elements of 1 KB. */
    public static Plan elements(int elements, int chunksPerElement, int intervalMillis) {
        return new Plan(0, elements * chunksPerElement, intervalMillis, chunksPerElement);
    }

    /** The base URL at which a server on this machine follows this plan. */
    public String baseUrl(int port) {
        return "http://localhost:" + port + "/" + delayMillis + "/" + chunks + "/" + intervalMillis + "/"
                + chunksPerElement + "/api/v1";
    }

    static Plan ofPath(String path) {
        String[] parts = path.split("/");
        return new Plan(
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]));
    }
}
