package io.github.camelopenrouter.examples.presentation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the presentation is going to be. */
record Outline(
        String title,

        @JsonPropertyDescription("The titles of 3 to 5 slides")
        List<String> slides) {
    /** An answer that the class refuses is not valid, and goes back to the model. */
    Outline {
        if (slides.size() < 3 || slides.size() > 5) {
            throw new IllegalArgumentException("an outline has 3 to 5 slides");
        }
    }
}
