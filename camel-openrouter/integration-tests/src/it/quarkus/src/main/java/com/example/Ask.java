package com.example;

// tag::ask[]
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent.CamelContextStartedEvent;

import io.quarkus.runtime.Quarkus;

@ApplicationScoped
public class Ask extends RouteBuilder {
    @Override
    public void configure() {
        from("direct:ask").to("openrouter:completion");
    }

    void ask(@Observes CamelContextStartedEvent started) {
        String answer = started.getContext()
                .createProducerTemplate()
                .requestBody("direct:ask", "Say hello in one short sentence.", String.class);
        System.out.println("The answer: " + answer);
        Quarkus.asyncExit();
    }
}
// end::ask[]
