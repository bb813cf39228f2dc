package com.example;

// tag::ask[]
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

public final class Ask extends RouteBuilder {
    public static void main(String[] args) throws Exception {
        new Main(Ask.class).run();
    }

    @Override
    public void configure() {
        from("timer:once?repeatCount=1")
                .setBody(constant("Say hello in one short sentence."))
                .to("openrouter:completion")
                .log("The answer: ${body}");
    }
}
// end::ask[]
