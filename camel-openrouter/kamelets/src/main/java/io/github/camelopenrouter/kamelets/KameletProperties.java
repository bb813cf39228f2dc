package io.github.camelopenrouter.kamelets;

import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.util.StringHelper;

/**
 * Fails the start where one of this library's kamelets is given a property that it does not have: Camel itself passes over it, and a
 * budget that is spelt wrong would be none. Kamelets of others are not looked at.
 *
 * <p>Camel finds this class and makes it; nobody else needs it.
 */
public final class KameletProperties implements ContextServicePlugin {
    static final Set<String> KAMELETS = Set.of(
            "openrouter-completion-action",
            "openrouter-streaming-action",
            "openrouter-structured-action",
            "openrouter-tools-sink",
            "openrouter-tool-source");

    /** What Camel adds to the properties of every kamelet. */
    private static final Set<String> CAMELS = Set.of(
            "templateId",
            "routeId",
            "parentRouteId",
            "parentProcessorId",
            "uuid",
            "location",
            "noErrorHandler",
            "bridgeErrorHandler");

    /** For Camel. */
    public KameletProperties() {}

    @Override
    public void load(CamelContext context) {
        context.addRoutePolicyFactory(new Check());
    }

    private static final class Check implements RoutePolicyFactory {
        @Override
        public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode node) {
            if (node instanceof RouteDefinition route && route.getTemplateParameters() != null) {
                Object kamelet = route.getTemplateParameters().get("templateId");
                if (kamelet instanceof String name && KAMELETS.contains(name)) {
                    refuseOthers(((ModelCamelContext) context).getRouteTemplateDefinition(name), route);
                }
            }
            return null;
        }

        private static void refuseOthers(RouteTemplateDefinition kamelet, RouteDefinition route) {
            Set<String> known = new TreeSet<>();
            for (RouteTemplateParameterDefinition parameter : kamelet.getTemplateParameters()) {
                known.add(parameter.getName());
            }
            Set<String> unknown = new TreeSet<>();
            // each is there in both spellings, as max-tokens and as maxTokens
            route.getTemplateParameters().keySet().forEach(name -> unknown.add(StringHelper.dashToCamelCase(name)));
            unknown.removeAll(known);
            unknown.removeAll(CAMELS);
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("The kamelet " + kamelet.getId() + " has no property "
                        + String.join(", ", unknown) + "; it has " + String.join(", ", known));
            }
        }
    }
}
