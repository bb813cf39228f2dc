package io.github.camelopenrouter.simulator.service;

/**
 * A model at a provider.
 *
 * @param tag what selects exactly this one in a provider list of a request
 * @param quantization null if it is not known
 */
record Endpoint(Provider provider, String tag, String quantization) {

    /** Whether an entry of a provider list means this one: the provider or the exact tag. */
    boolean isMeantBy(String slug) {
        return tag.equals(slug) || provider.slug().equals(slug);
    }
}
