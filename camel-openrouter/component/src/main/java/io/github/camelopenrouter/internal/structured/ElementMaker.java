package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;

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

    private final ElementFormat format;
    private volatile Runnable cut;
    private volatile BigDecimal spent;

    private final InvalidElements invalid = new InvalidElements();
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
        boolean goesOn =
                format.invalid() == OpenRouterInvalidElement.skip || format.invalid() == OpenRouterInvalidElement.pass;
        if (!goesOn || invalid.size() == InvalidElements.MOST) {
            refuse(wrong);
            return null;
        }
        if (format.invalid() == OpenRouterInvalidElement.skip) {
            leaveOut(element, wrong);
            return null;
        }
        invalid.add(element, wrong);
        handedOn++;
        return new StreamElement(element.index(), element.pointer(), format.asJson(element), wrong, null);
    }

    private void refuse(List<Violation> wrong) {
        refused = wrong;
        if (format.invalid() == OpenRouterInvalidElement.abort) {
            cut.run();
        }
    }

    private void leaveOut(ElementScanner.Element element, List<Violation> wrong) {
        if (invalid.isEmpty()) {
            LOG.warn(
                    "Elements of an answer are not valid and are left out (onInvalidElement=skip), the first one at {}: {} {}",
                    AnswerFormat.shortened(element.way()),
                    wrong.get(0).keyword(),
                    wrong.get(0).expected());
        }
        invalid.add(element, wrong);
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
        JsonNode valid = value;
        if (!invalid.isEmpty()) {
            valid = format.invalid() == OpenRouterInvalidElement.skip ? value : value.deepCopy();
            invalid.leaveOut(valid);
        }
        AnswerSchema schema = format.answer().schema();
        List<Violation> wrong = schema == null ? List.of() : schema.violations(valid);
        if (!wrong.isEmpty()) {
            throw AnswerFormat.invalid(response, "answer_invalid", wrong);
        }
        Object whole = valid == value ? read(response, value) : format.wholeAsJson(value);
        return new StreamElement(handedOn, "", whole, invalid.violations(), response);
    }

    private Object read(ChatResponse response, JsonNode value) {
        try {
            return ElementFormat.read(format.whole(), value, false);
        } catch (AnswerTarget.Unfit e) {
            throw AnswerFormat.invalid(response, "answer_invalid", List.of(e.violation()));
        }
    }

    private JsonNode json(ChatResponse response) {
        try {
            return AnswerFormat.only(response).value();
        } catch (InvalidAnswerException e) {
            // what is wrong may stand in elements of which that is known
            FaultyText.Found found = invalid.isEmpty() ? null : FaultyText.read(response.text());
            boolean known = found != null && found.faults().stream().allMatch(invalid::hold);
            if (!known) {
                throw e;
            }
            return found.value();
        }
    }

    private String type() {
        return notJson ? "answer_not_json" : "answer_invalid";
    }

    @Override
    public OpenRouterException failed(OpenRouterException failure) {
        return refused == null ? failure : AnswerFormat.invalid(failure, type(), refused, spent);
    }
}
