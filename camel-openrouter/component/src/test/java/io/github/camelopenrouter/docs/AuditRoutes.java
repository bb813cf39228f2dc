package io.github.camelopenrouter.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultMessage;

import io.github.camelopenrouter.OpenRouterConstants;

/** Who was asked, what it cost, and not a word of what was said. */
final class AuditRoutes extends RouteBuilder {
    @Override
    public void configure() {
        // tag::route[]
        from("direct:ask")
                .to("openrouter:completion")
                .wireTap("seda:audit?size=1000&blockWhenFull=true")
                .onPrepare(AuditRoutes::numbersOnly)
                .end()
                .to("direct:answered");
        // end::route[]

        from("seda:audit").to("mock:audit");
        from("direct:answered").to("mock:answered");
    }

    // tag::numbers[]
    private static final List<String> AUDITED = List.of(
            OpenRouterConstants.RESPONSE_ID,
            OpenRouterConstants.RESPONSE_MODEL,
            OpenRouterConstants.PROVIDER,
            OpenRouterConstants.PROMPT_TOKENS,
            OpenRouterConstants.COMPLETION_TOKENS,
            OpenRouterConstants.COST);

    /** Of the tapped copy only: a list of what goes in, because a list of what stays out is never complete. */
    static void numbersOnly(Exchange tapped) {
        Map<String, Object> record = new LinkedHashMap<>();
        AUDITED.forEach(name -> record.put(name, tapped.getMessage().getHeader(name)));
        tapped.setMessage(new DefaultMessage(tapped.getContext()));
        tapped.getMessage().setBody(record);
        tapped.removeProperties("*");
    }
    // end::numbers[]
}
