package io.github.camelopenrouter.examples.presentation;

import java.util.List;

/** One slide, as the model writes it. Its schema, {@code slide.schema.json}, says how long it may be. */
record Slide(String title, List<String> points) {}
