package io.github.camelopenrouter.examples.presentation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the presentation is going to be. Each of its titles becomes a slide before the outline is whole. */
record Outline(
        String title,

        @JsonPropertyDescription("The titles of the slides") List<String> slides) {}
