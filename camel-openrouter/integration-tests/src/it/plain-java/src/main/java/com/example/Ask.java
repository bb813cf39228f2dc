package com.example;

// tag::ask[]
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import io.github.camelopenrouter.OpenRouterComponent;

public final class Ask {
    public static void main(String[] args) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            if (args.length > 0) {
                // another address of the service, such as that of the simulator
                context.getComponent("openrouter", OpenRouterComponent.class)
                        .getConfiguration()
                        .setBaseUrl(args[0]);
            }
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:ask").to("openrouter:completion?model=openai/gpt-4o-mini&maxTokens=200");
                }
            });
            context.start();
            String answer = context.createProducerTemplate()
                    .requestBody("direct:ask", "Say hello in one short sentence.", String.class);
            System.out.println("The answer: " + answer);
        }
    }
}
// end::ask[]
