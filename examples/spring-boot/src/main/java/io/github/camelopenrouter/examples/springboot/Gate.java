package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What every request passes. Only this application's own page may ask for anything that changes something or costs money, and only
 * under a name that this machine is known by: a name that somebody else makes lead here is none.
 */
@Component
final class Gate extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** The attribute of a request that says who asks. */
    static final String BROWSER = Browser.class.getName();

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'";

    private final Set<String> hosts;
    private final long mostBytes;

    Gate(@Value("${chat.hosts}") Set<String> hosts, @Value("${chat.most-request-bytes}") long mostBytes) {
        this.hosts = Set.copyOf(hosts);
        this.mostBytes = mostBytes;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain behind)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        // what is said is kept nowhere else, and a page of an older version does not stay
        response.setHeader("Cache-Control", request.getRequestURI().startsWith("/api/") ? "no-store" : "no-cache");
        if (!hosts.contains(request.getServerName())) {
            response.sendError(HttpServletResponse.SC_MISDIRECTED_REQUEST, "Name this host in chat.hosts");
            return;
        }
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!reads && !isOwn(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Only the page itself may do this");
            return;
        }
        boolean hasUnknownLength =
                request.getHeader("Transfer-Encoding") != null || !reads && request.getContentLengthLong() < 0;
        if (hasUnknownLength || request.getContentLengthLong() > most(request)) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The request is too large");
            return;
        }
        request.setAttribute(BROWSER, Browser.of(request, response));
        behind.doFilter(request, response);
    }

    /** Only a question has a body. */
    private long most(HttpServletRequest request) {
        return request.getRequestURI().equals(AnswerServlet.PATH) ? mostBytes : 0;
    }

    /** Browsers say where a request comes from, and a page cannot make them say anything else. */
    private static boolean isOwn(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        try {
            String host = URI.create(origin).getAuthority();
            return host != null && host.equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
