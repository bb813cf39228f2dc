package io.github.camelopenrouter.starter;

import java.util.Objects;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the end of the log which properties of the component are wrong, where they are, and what to do. */
final class InvalidPropertiesAnalyzer extends AbstractFailureAnalyzer<InvalidPropertiesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertiesException cause) {
        String description = cause.problems().stream()
                .map(problem -> "    Property: " + problem.property() + "\n    Origin: " + problem.origin()
                        + "\n    Reason: " + problem.what())
                .collect(Collectors.joining("\n\n", "The component openrouter cannot be configured:\n\n", ""));
        String action = cause.problems().stream()
                .map(Problem::remedy)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining("\n"));
        return new FailureAnalysis(
                description, action.isEmpty() ? "Change the properties, or remove them." : action, cause);
    }
}
