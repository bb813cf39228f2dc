package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.github.camelopenrouter.OpenRouterInvalidElement;
import io.github.camelopenrouter.error.InvalidAnswerException;
import io.github.camelopenrouter.error.OpenRouterException;
import io.github.camelopenrouter.model.ChatResponse;
import io.github.camelopenrouter.model.StreamElement;
import io.github.camelopenrouter.model.Violation;

/**
 * Checks elements one by one and makes of them what the route asks for, and of the whole answer at its end. Once an element has ended
 * the answer, what follows is taken and dropped until the end tells what it cost. One thread at a time.
 */
final class ElementMaker implements ReadElementStream.Maker {
    private static final Logger LOG = LoggerFactory.getLogger(ElementMaker.class);
    /** So many elements that are not valid are told of. */
    private static final int MOST_REPORTED = 1_000;

    private final ElementFormat format;
    private volatile Runnable cut;
    private volatile BigDecimal spent;

    private final List<ElementScanner.Element> invalid = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private int handedOn;
    /** Why nothing more is handed on; null while there is no reason. */
    private List<Violation> refused;

    private boolean notJson;

    ElementMaker(ElementFormat format) {
        this.format = format;
    }

    /** @param how cuts the connection, and lets the call fail */
    void cutBy(Runnable how) {
        cut = how;
    }

    /** What was paid for an answer that failed, as far as it is known; comes before its failure. */
    void spent(BigDecimal cost) {
        spent = cost;
    }

    @Override
    public StreamElement part(Streamed found) {
        if (found instanceof Streamed.Whole whole) {
            return whole(whole.response());
        }
        if (refused != null) {
            return null;
        }
        if (found instanceof Streamed.Broken broken) {
            notJson = !broken.why().keyword().equals("type");
            refuse(List.of(broken.why()));
            return null;
        }
        return element((ElementScanner.Element) found);
    }

    private StreamElement element(ElementScanner.Element element) {
        List<Violation> wrong = format.violations(element);
        if (wrong.isEmpty()) {
            try {
                StreamElement part =
                        new StreamElement(element.index(), element.pointer(), format.value(element), List.of(), null);
                handedOn++;
                return part;
            } catch (AnswerTarget.Unfit e) {
                wrong = List.of(e.violation());
            }
        }
        switch (format.invalid()) {
            case fail, abort -> {
                refuse(wrong);
                return null;
            }
            case skip -> {
                report(element, wrong);
                return null;
            }
            default -> {
                report(element, wrong);
                handedOn++;
                return new StreamElement(element.index(), element.pointer(), format.asJson(element), wrong, null);
            }
        }
    }

    private void refuse(List<Violation> wrong) {
        refused = wrong;
        if (format.invalid() == OpenRouterInvalidElement.abort) {
            cut.run();
        }
    }

    private void report(ElementScanner.Element element, List<Violation> wrong) {
        if (invalid.isEmpty() && format.invalid() == OpenRouterInvalidElement.skip) {
            LOG.warn(
                    "Elements of an answer are not valid and are left out (onInvalidElement=skip), the first one at {}: {} {}",
                    AnswerFormat.shortened(element.way()),
                    wrong.get(0).keyword(),
                    wrong.get(0).expected());
        }
        if (invalid.size() < MOST_REPORTED) {
            invalid.add(element.withoutValue());
            violations.addAll(wrong);
        }
    }

    // ---- the end

    private StreamElement whole(ChatResponse response) {
        if (refused != null && !notJson) {
            throw AnswerFormat.invalid(response, type(), refused);
        }
        JsonNode value = json(response);
        if (refused != null) {
            throw AnswerFormat.invalid(response, type(), refused);
        }
        boolean skip = format.invalid() == OpenRouterInvalidElement.skip;
        if (skip) {
            leaveOut(value);
        }
        List<Violation> wrong = format.answer().schema() == null
                ? List.of()
                : format.answer().schema().violations(value).stream()
                        .filter(violation -> skip || invalid.stream().noneMatch(element -> element.holds(violation)))
                        .toList();
        if (!wrong.isEmpty()) {
            throw AnswerFormat.invalid(response, "answer_invalid", wrong);
        }
        Object read;
        if (!skip && !invalid.isEmpty()) {
            read = format.wholeAsJson(value);
        } else {
            try {
                read = ElementFormat.read(format.whole(), value, false);
            } catch (AnswerTarget.Unfit e) {
                throw AnswerFormat.invalid(response, "answer_invalid", List.of(e.violation()));
            }
        }
        return new StreamElement(handedOn, "", read, violations, response);
    }

    private JsonNode json(ChatResponse response) {
        try {
            return AnswerFormat.only(response).value();
        } catch (InvalidAnswerException e) {
            // what is wrong may stand in elements of which that is known
            FaultyText.Found found = invalid.isEmpty() ? null : FaultyText.read(response.text());
            boolean known = found != null
                    && found.faults().stream()
                            .allMatch(fault -> invalid.stream().anyMatch(element -> element.holds(fault)));
            if (!known) {
                throw e;
            }
            return found.value();
        }
    }

    private String type() {
        return notJson ? "answer_not_json" : "answer_invalid";
    }

    /** From behind, so that the numbers of those before stay. */
    private void leaveOut(JsonNode whole) {
        List<ElementScanner.Element> last = new ArrayList<>(invalid);
        last.sort(Comparator.comparingInt(ElementScanner.Element::index).reversed());
        // inner ones first, whose way changes with what is left out around them
        last.sort(Comparator.comparingInt((ElementScanner.Element element) ->
                        (int) element.pointer().chars().filter(c -> c == '/').count())
                .reversed());
        for (ElementScanner.Element element : last) {
            if (whole.at(element.pointer()) instanceof ArrayNode array) {
                array.remove(element.index());
            }
        }
    }

    @Override
    public OpenRouterException failed(OpenRouterException failure) {
        return refused == null ? failure : AnswerFormat.invalid(failure, type(), refused, spent);
    }
}
