package io.github.camelopenrouter.examples.presentation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** One slide: each is an exchange of its own as soon as it is complete. */
record Slide(
        String title,
        @JsonPropertyDescription("2 to 4 short sentences") List<String> points) {}
