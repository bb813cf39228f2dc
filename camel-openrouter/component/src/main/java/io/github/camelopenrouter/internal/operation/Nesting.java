package io.github.camelopenrouter.internal.operation;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.Exchange;

import io.github.camelopenrouter.error.ErrorDetails;
import io.github.camelopenrouter.error.InvalidRequestException;

/**
 * Calls within what another call of this component has begun, such as the route that takes the chunks of a stream. Each pays, and
 * one that leads back to where it came from would go on paying for ever. The way is carried as a property of the exchanges, which
 * Camel copies to whatever follows within the JVM.
 */
final class Nesting {
    static final String PROPERTY = "CamelOpenRouterNesting";
    /** A step of the way into a tool. */
    private static final String TOOLS = "tools";
    /** Each of them multiplies the calls: deeper is no design but an accident. */
    static final int MOST = 5;

    private Nesting() {}

    /**
     * The way one step further.
     *
     * @param option the option that leads there, for the message
     * @param target where it leads, without anything secret
     * @throws InvalidRequestException where the way is a circle or too deep; nothing has been sent
     */
    static List<String> into(Exchange exchange, String option, String target) {
        List<?> way = exchange.getProperty(PROPERTY, List.class);
        List<String> further = new ArrayList<>();
        if (way != null) {
            way.forEach(step -> further.add(String.valueOf(step)));
        }
        if (further.contains(target)) {
            throw refused(
                    option + "=" + target + " leads back to itself: each chunk would ask again, and pay, without end."
                            + " Let the route behind " + option + " end without asking there again");
        }
        if (further.size() >= MOST) {
            throw refused(option + "=" + target + " is nested more than " + MOST
                    + " deep: each level asks and pays for every chunk of the one before");
        }
        further.add(target);
        return List.copyOf(further);
    }

    /**
     * The way one step further, into the tools of a call. A tool may ask the same route again, on purpose: how deep, the option says.
     *
     * @throws InvalidRequestException where it is too deep; nothing has been sent
     */
    static List<String> intoTools(Exchange exchange, int most) {
        List<?> way = exchange.getProperty(PROPERTY, List.class);
        List<String> further = new ArrayList<>();
        if (way != null) {
            way.forEach(step -> further.add(String.valueOf(step)));
        }
        if (further.stream().filter(TOOLS::equals).count() >= most) {
            throw refused(
                    "tools are nested more than " + most + " deep (option maxToolDepth): a tool asked a model that"
                            + " used a tool, and so on. Each level pays for every call of the one before");
        }
        further.add(TOOLS);
        return List.copyOf(further);
    }

    private static InvalidRequestException refused(String why) {
        return new InvalidRequestException(
                ErrorDetails.notSent("OpenRouter: " + why + ". Nothing was sent", "invalid_request"), null);
    }
}
