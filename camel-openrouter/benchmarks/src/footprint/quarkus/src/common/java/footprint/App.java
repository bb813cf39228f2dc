package footprint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.apache.camel.spi.CamelEvent.CamelContextStartedEvent;

import io.quarkus.runtime.Quarkus;

/** Starts, asks once, says that the answer is there, and ends. */
@ApplicationScoped
public class App {
    void started(@Observes CamelContextStartedEvent event) {
        String answer = event.getContext().createProducerTemplate().requestBody("direct:ask", "Say hello", String.class);
        System.out.println("ANSWER " + answer);
        Quarkus.asyncExit();
    }
}
