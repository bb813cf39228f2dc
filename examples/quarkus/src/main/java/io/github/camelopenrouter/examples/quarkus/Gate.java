package io.github.camelopenrouter.examples.quarkus;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * What every request passes. A page of another site must not spend the money of this service, neither under its own name nor under one
 * that it makes lead here. Programs that are no browsers say nothing of sites.
 */
class Gate {
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private final Set<String> hosts;

    @Inject
    Gate(@ConfigProperty(name = "chat.hosts") Set<String> hosts) {
        this.hosts = Set.copyOf(hosts);
    }

    @ServerRequestFilter(preMatching = true)
    Optional<Response> filter(ContainerRequestContext request) {
        if (!hosts.contains(request.getUriInfo().getRequestUri().getHost())) {
            return refuse(421, "This service is not known by that name", "Add the name to chat.hosts");
        }
        return isOwn(request)
                ? Optional.empty()
                : refuse(403, "A page of another site may not ask this service", "Ask from a page of this service");
    }

    /** Browsers say where a request comes from, and a page cannot make them say anything else. */
    private static boolean isOwn(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        String origin = request.getHeaderString("Origin");
        if (site != null || origin == null) {
            return site == null || OWN.contains(site);
        }
        try {
            String from = URI.create(origin).getAuthority();
            return from != null && from.equals(request.getHeaderString("Host"));
        } catch (IllegalArgumentException e) {
            return false; // "null", say, as sandboxed pages have it
        }
    }

    private static Optional<Response> refuse(int status, String title, String remedy) {
        return Optional.of(Problems.response(new Problem(status, title, remedy)));
    }
}
