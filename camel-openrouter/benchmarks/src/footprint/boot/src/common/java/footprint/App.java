package footprint;

import org.apache.camel.ProducerTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts, asks once, says that the answer is there, and ends. */
@SpringBootApplication
public class App {
    public static void main(String[] args) {
        try (ConfigurableApplicationContext context = SpringApplication.run(App.class, args)) {
            String answer = context.getBean(ProducerTemplate.class).requestBody("direct:ask", "Say hello", String.class);
            System.out.println("ANSWER " + answer);
        }
    }
}
