package footprint;

import java.io.InputStream;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The least that asks a model with camel-http. */
public class Question extends RouteBuilder {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void configure() {
        from("direct:ask")
                .process(this::request)
                .to(System.getProperty("footprint.url") + "/chat/completions")
                .process(exchange -> exchange.getMessage().setBody(JSON.readTree(exchange.getMessage().getBody(InputStream.class))
                        .at("/choices/0/message/content").textValue()));
    }

    private void request(Exchange exchange) throws Exception {
        ObjectNode request = JSON.createObjectNode().put("model", "openai/gpt-4o-mini");
        request.putArray("messages").addObject().put("role", "user").put("content", exchange.getMessage().getBody(String.class));
        exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "POST");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        exchange.getMessage().setHeader("Authorization", "Bearer footprint");
        exchange.getMessage().setBody(JSON.writeValueAsBytes(request));
    }
}
