package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Flow;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.support.AsyncProcessorSupport;
import org.springframework.stereotype.Component;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.store.ConversationRepository;
import io.github.camelopenrouter.store.ConversationRepository.Conversation;

/** All that the page asks for, but for its files. */
@Component
final class ChatRoutes extends RouteBuilder {
    /** Takes what {@link Question#message} makes; its property {@link #ANSWER} is who wants the answer. */
    static final String QUESTIONS = "direct:question";

    static final String ANSWER = "answer";

    private static final String CONVERSATION = "chat";
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalogue catalogue;
    private final Answers answers;
    private final Purse purse;
    private final ConversationRepository conversations;

    ChatRoutes(Catalogue catalogue, Answers answers, Purse purse, ConversationRepository conversations) {
        this.catalogue = catalogue;
        this.answers = answers;
        this.purse = purse;
        this.conversations = conversations;
    }

    @Override
    public void configure() {
        // tag::routes[]
        from(QUESTIONS)
                .routeId("answer")
                .errorHandler(noErrorHandler())
                .to(
                        "openrouter:streaming?conversationId=chat&conversationRepository=#conversations&conversationCut=keep")
                .process(toPage());

        from("timer:catalogue?period={{chat.catalogue-period}}")
                .routeId("refresh")
                .errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(10)
                        .redeliveryDelay(1_000)
                        .useExponentialBackOff()
                        .allowRedeliveryWhileStopping(false)
                        .asyncDelayedRedelivery())
                .to("direct:catalogue");
        from("direct:catalogue")
                .routeId("catalogue")
                .errorHandler(noErrorHandler())
                .to(
                        "{{chat.base-url}}/models?httpMethod=GET&connectTimeout=10000&responseTimeout=30000&disableStreamCache=true")
                .process(exchange -> catalogue.read(exchange.getMessage().getBody(InputStream.class)));

        from("platform-http:/api/models?httpMethodRestrict=GET")
                .routeId("models")
                .process(this::models);
        from("platform-http:/api/conversation?httpMethodRestrict=GET")
                .routeId("conversation")
                .process(this::conversation);
        from("platform-http:/api/image?httpMethodRestrict=GET").routeId("image").process(this::image);
        from("platform-http:/api/stop?httpMethodRestrict=POST").routeId("stop").process(this::stop);
        from("platform-http:/api/forget?httpMethodRestrict=POST")
                .routeId("forget")
                .process(this::forget);
        // end::routes[]
    }

    /** The route goes on when the page has the whole answer, and holds no thread until then. */
    private static AsyncProcessor toPage() {
        return new AsyncProcessorSupport() {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Answer answer = exchange.getProperty(ANSWER, Answer.class);
                Flow.Publisher<?> chunks = exchange.getMessage().getBody(Flow.Publisher.class);
                if (chunks == null) {
                    // stopped before there was one
                    callback.done(true);
                    return true;
                }
                answer.take(chunks, failure -> {
                    exchange.setException(failure);
                    callback.done(false);
                });
                return false;
            }
        };
    }

    private void models(Exchange exchange) {
        ArrayNode models = JSON.createArrayNode();
        catalogue
                .models()
                .forEach(model -> models.addObject()
                        .put("id", model.id())
                        .put("name", model.name())
                        .put("in", Purse.text(model.in()))
                        .put("out", Purse.text(model.out()))
                        .put("images", model.images())
                        .put("context", model.context()));
        ObjectNode json = JSON.createObjectNode();
        json.set("models", models);
        json.put("usual", getContext().resolvePropertyPlaceholders("{{camel.component.openrouter.model}}"));
        answer(exchange, json);
    }

    private void conversation(Exchange exchange) throws Exception {
        Browser browser = browser(exchange);
        Optional<Conversation> kept = load(browser);
        ObjectNode json = JSON.createObjectNode();
        json.set("said", kept.isPresent() ? Transcript.of(kept.get()) : JSON.createArrayNode());
        json.set("purse", purse.of(browser));
        answer(exchange, json);
    }

    private void image(Exchange exchange) throws IOException {
        Optional<Conversation> kept = load(browser(exchange));
        String name = exchange.getMessage().getHeader("name", "", String.class);
        Transcript.Image image = kept.isPresent() ? Transcript.image(kept.get(), name) : null;
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        if (image == null) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, NOT_FOUND);
            message.setBody("");
            return;
        }
        message.setHeader(Exchange.CONTENT_TYPE, image.type());
        message.setBody(image.bytes());
    }

    private void stop(Exchange exchange) {
        String name = exchange.getMessage().getHeader("answer", "", String.class);
        answers.stop(new Answers.Key(browser(exchange), name));
        answer(exchange, JSON.createObjectNode());
    }

    private void forget(Exchange exchange) {
        Browser browser = browser(exchange);
        conversations
                .forget(ConversationRepository.key(browser.name(), CONVERSATION))
                .toCompletableFuture()
                .join();
        answer(exchange, JSON.createObjectNode().set("purse", purse.of(browser)));
    }

    private Optional<Conversation> load(Browser browser) {
        return conversations
                .load(ConversationRepository.key(browser.name(), CONVERSATION))
                .toCompletableFuture()
                .join();
    }

    private static Browser browser(Exchange exchange) {
        return (Browser)
                exchange.getMessage(PlatformHttpMessage.class).getRequest().getAttribute(Gate.BROWSER);
    }

    private static void answer(Exchange exchange, Object json) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(json.toString());
    }
}
