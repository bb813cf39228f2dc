package io.github.camelopenrouter.simulator;

import java.io.IOException;

/** The client closed or reset its connection before its answer was complete. */
final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientGoneException(String message) {
        super(message);
    }

    ClientGoneException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
