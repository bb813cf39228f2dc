package io.github.camelopenrouter.examples.quarkus;

/** The list of models cannot be had; chat goes on without it. */
final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogueException(Throwable cause) {
        super(cause);
    }
}
