package io.github.camelopenrouter.examples.springboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelopenrouter.OpenRouterConstants;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.Usage;

/**
 * {@code POST /api/answer}: sends a question into the route {@code answer} and gives its thread back; {@link Answer} writes what the
 * route makes of it.
 */
@Component
final class AnswerServlet extends HttpServlet {
    static final String PATH = "/api/answer";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AnswerServlet.class);
    private static final int UNUSABLE = 422;

    private final transient CamelContext camel;
    private final transient Catalogue catalogue;
    private final transient Answers answers;
    private final transient Purse purse;
    private final int mostImageBytes;

    /** Made with the first question: the route is there by then. */
    private transient AsyncProducer route;

    AnswerServlet(
            CamelContext camel,
            Catalogue catalogue,
            Answers answers,
            Purse purse,
            @Value("${chat.most-image-bytes}") int mostImageBytes) {
        this.camel = camel;
        this.catalogue = catalogue;
        this.answers = answers;
        this.purse = purse;
        this.mostImageBytes = mostImageBytes;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Question question;
        try {
            question = Question.read(request.getInputStream(), catalogue, mostImageBytes);
        } catch (UnusableQuestionException e) {
            refuse(response, UNUSABLE, e.trouble());
            return;
        }
        Browser browser = (Browser) request.getAttribute(Gate.BROWSER);
        AsyncProducer asked = route();
        Exchange exchange = asked.getEndpoint().createExchange();
        Message message = exchange.getMessage();
        message.setBody(question.message());
        message.setHeader(OpenRouterConstants.MODEL, question.model().id());
        message.setHeader(OpenRouterConstants.TENANT, browser.name());

        Answer answer = answers.begin(new Answers.Key(browser, question.answer()), request.startAsync(), exchange);
        exchange.setProperty(ChatRoutes.ANSWER, answer);
        asked.process(exchange, doneSync -> answer.end(last(exchange, browser, answer)));
    }

    private synchronized AsyncProducer route() throws IOException {
        if (route == null) {
            try {
                AsyncProducer made = camel.getEndpoint(ChatRoutes.QUESTIONS).createAsyncProducer();
                made.start();
                route = made;
            } catch (Exception e) {
                throw new IOException("The route of questions cannot be had", e);
            }
        }
        return route;
    }

    /** How it ended, and what is left now. */
    private ObjectNode last(Exchange exchange, Browser browser, Answer answer) {
        Exception failure = exchange.getException();
        if (answer.stopped()) {
            return event("stopped", browser);
        }
        if (failure != null) {
            if (!(failure instanceof OpenRouterException)) {
                LOG.error("A question failed", failure);
            }
            return event("failed", browser).setAll(Trouble.of(failure).json());
        }
        ObjectNode event = event("done", browser);
        ChatResponse response = answer.response();
        event.put("model", response.model()).put("provider", response.provider());
        event.put("finish", response.finishReason());
        Usage usage = response.usage();
        if (usage != null) {
            event.put("tokensIn", usage.promptTokens()).put("tokensOut", usage.completionTokens());
            event.put("tokensReasoned", usage.reasoningTokens());
            event.put("cost", usage.cost() == null ? null : Purse.text(usage.cost()));
        }
        return event;
    }

    private ObjectNode event(String end, Browser browser) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("end", end);
        event.set("purse", purse.of(browser));
        return event;
    }

    private static void refuse(HttpServletResponse response, int status, Trouble trouble) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(trouble.json().toString().getBytes(StandardCharsets.UTF_8));
    }
}
