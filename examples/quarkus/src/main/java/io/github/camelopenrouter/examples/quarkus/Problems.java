package io.github.camelopenrouter.examples.quarkus;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.github.camelopenrouter.error.OpenRouterException;

/** Turns failures into problems. The log has what the client is not told. */
class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);

    private static final String TYPE = "application/problem+json";

    /** Any failure, which is logged. */
    static Problem of(Throwable failure) {
        if (failure instanceof OpenRouterException known) {
            LOG.warn(known.getMessage());
            return Problem.of(known);
        }
        LOG.error("A request failed", failure);
        return new Problem(500, "This service has an error", "Its log tells which");
    }

    static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(TYPE)
                .header("Retry-After", problem.retryAfter())
                .entity(problem)
                .build();
    }

    @ServerExceptionMapper
    Response failed(Throwable failure) {
        return response(of(failure));
    }

    @ServerExceptionMapper
    Response unusable(UnusableQuestion refusal) {
        return response(new Problem(400, refusal.getMessage(), refusal.remedy()));
    }

    @ServerExceptionMapper
    Response noList(CatalogueException failure) {
        LOG.warn("The list of models cannot be had", failure);
        return response(
                new Problem(503, "The list of models cannot be had", "Ask again later, or name a model yourself"));
    }

    @ServerExceptionMapper
    Response otherJson(MismatchedInputException refusal) {
        return response(new Problem(400, "This JSON is no question", "Send {\"message\": \"...\"} as JSON"));
    }

    /** What the HTTP server refuses, such as JSON that is none; or nothing to say. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refusal) {
        Response.StatusType status = refusal.getResponse().getStatusInfo();
        if (status.getFamily() == Response.Status.Family.SUCCESSFUL) {
            return refusal.getResponse();
        }
        String remedy = status.getStatusCode() == 400 ? "Send {\"message\": \"...\"} as JSON" : "See its README";
        return response(new Problem(status.getStatusCode(), status.getReasonPhrase(), remedy));
    }
}
