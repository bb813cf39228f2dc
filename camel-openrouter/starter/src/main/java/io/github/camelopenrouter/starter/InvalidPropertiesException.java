package io.github.camelopenrouter.starter;

import java.util.List;
import java.util.stream.Collectors;

/** Properties of the component that say nothing, or nothing that it understands. */
final class InvalidPropertiesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MOST = 10;

    private final transient List<Problem> problems;

    InvalidPropertiesException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<Problem> problems) {
        String first = problems.stream().limit(MOST).map(Problem::toString).collect(Collectors.joining("; "));
        return problems.size() > MOST ? first + "; and " + (problems.size() - MOST) + " more" : first;
    }

    List<Problem> problems() {
        return problems;
    }
}
