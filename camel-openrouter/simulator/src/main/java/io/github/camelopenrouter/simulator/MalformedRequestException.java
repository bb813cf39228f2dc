package io.github.camelopenrouter.simulator;

import java.io.IOException;

/** What arrived is not HTTP/1.1. */
final class MalformedRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedRequestException(String message) {
        super(message);
    }
}
