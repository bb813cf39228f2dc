package com.example;

// tag::ask[]
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

@SpringBootApplication
public class Ask {
    public static void main(String[] args) {
        SpringApplication.run(Ask.class, args);
    }

    @Component
    static class Question extends RouteBuilder {
        @Override
        public void configure() {
            from("timer:once?repeatCount=1")
                    .setBody(constant("Say hello in one short sentence."))
                    .to("openrouter:completion")
                    .log("The answer: ${body}");
        }
    }
}
// end::ask[]
