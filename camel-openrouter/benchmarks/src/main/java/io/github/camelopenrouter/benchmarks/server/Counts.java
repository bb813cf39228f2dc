package io.github.camelopenrouter.benchmarks.server;

/** What the server has seen; used by its one thread only. */
final class Counts {

    int connections;
    int inFlight;
    int maxInFlight;
    Connection latestStream;

    void started(Connection connection, boolean stream) {
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
        if (stream) {
            latestStream = connection;
        }
    }

    void ended() {
        inFlight--;
    }

    void reset() {
        maxInFlight = inFlight;
        latestStream = null;
    }

    String toLine() {
        long chunks = latestStream == null ? 0 : latestStream.chunksWritten();
        long goneAt = latestStream == null ? 0 : latestStream.goneAt();
        return connections + " " + inFlight + " " + maxInFlight + " " + chunks + " " + goneAt;
    }
}
