package io.github.camelopenrouter.starter;

/**
 * What is wrong with a property.
 *
 * @param property its name, as it is written
 * @param origin where it is written
 * @param what is wrong; never a secret
 * @param remedy what to write instead; null where {@code what} says it
 */
record Problem(String property, String origin, String what, String remedy) {
    static Problem of(GivenProperty given, String what, String remedy) {
        return new Problem(given.name(), String.valueOf(given.origin()), what, remedy);
    }

    @Override
    public String toString() {
        return property + " (" + origin + "): " + what + (remedy == null ? "" : ". " + remedy);
    }
}
