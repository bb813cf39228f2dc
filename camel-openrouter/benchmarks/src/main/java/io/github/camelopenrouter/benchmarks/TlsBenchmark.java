package io.github.camelopenrouter.benchmarks;

import io.github.camelopenrouter.benchmarks.bare.BareCompletions;
import io.github.camelopenrouter.benchmarks.measure.Target;
import io.github.camelopenrouter.benchmarks.route.RouteCompletions;
import io.github.camelopenrouter.benchmarks.server.SelfSigned;
import io.github.camelopenrouter.benchmarks.server.Shape;
import io.github.camelopenrouter.benchmarks.server.SizedServer;

/** What a completion costs over TLS, on connections that are kept; how many there were is told at the end. */
final class TlsBenchmark implements Benchmarks.Benchmark {

    /** With what is around it, about as large as the answer of the other benchmarks. */
    private static final int TEXT_BYTES = 768;

    @Override
    public void run(Setting setting) throws Exception {
        try (SelfSigned certificate = new SelfSigned();
                SizedServer.Child server = new SizedServer.Child(certificate)) {
            String baseUrl = server.baseUrl(Shape.TEXT, TEXT_BYTES);
            try (ThreeSides sides = new ThreeSides(
                    new BareCompletions(baseUrl, certificate.trusting()),
                    RouteCompletions.bare(new BareCompletions(baseUrl, certificate.trusting())),
                    setting.component() ? RouteCompletions.component(baseUrl, certificate) : null)) {
                sides.compare("tls: completions", setting, setting.scale(), server.pid(), Target.NONE);
            }
            setting.out()
                    .printf(
                            "  connections of all sides together %d; one for each call in flight is %d a side%n",
                            server.connections(), Asking.WIDTH);
        }
    }
}
