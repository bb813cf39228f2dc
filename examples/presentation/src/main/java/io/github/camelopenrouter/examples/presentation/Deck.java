package io.github.camelopenrouter.examples.presentation;

import java.util.List;

/** The whole presentation: the model writes it as one object. */
record Deck(List<Slide> slides) {}
