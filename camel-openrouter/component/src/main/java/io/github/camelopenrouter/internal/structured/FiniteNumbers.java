package io.github.camelopenrouter.internal.structured;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;

/** Refuses a number that is too large for what reads it, where Jackson would make it infinite. */
final class FiniteNumbers extends JsonParserDelegate {
    FiniteNumbers(JsonParser parser) {
        super(parser);
    }

    /** As of text: whoever reads the number says as what. */
    @Override
    public NumberTypeFP getNumberTypeFP() {
        return NumberTypeFP.UNKNOWN;
    }

    @Override
    public double getDoubleValue() throws IOException {
        double value = super.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw tooLarge(double.class);
        }
        return value;
    }

    @Override
    public float getFloatValue() throws IOException {
        float value = super.getFloatValue();
        if (Float.isInfinite(value)) {
            throw tooLarge(float.class);
        }
        return value;
    }

    @Override
    public Number getNumberValue() throws IOException {
        Number value = super.getNumberValue();
        boolean infinite = value instanceof Double d && d.isInfinite() || value instanceof Float f && f.isInfinite();
        if (infinite) {
            throw tooLarge(value.getClass());
        }
        return value;
    }

    private InputCoercionException tooLarge(Class<?> type) {
        return new InputCoercionException(this, "a number is too large", JsonToken.VALUE_NUMBER_FLOAT, type);
    }
}
