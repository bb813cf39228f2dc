package io.github.camelopenrouter.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model string taken apart: what goes on the wire, and the providers that its suffixes name.
 *
 * <p>OpenRouter knows <a href="https://openrouter.ai/docs/features/model-routing">variants</a> such as {@code :free} or
 * {@code :nitro}, but neither {@code :beta} nor a provider suffix. This component accepts both and never sends them:
 * {@code :beta} is dropped, and {@code :aws}, {@code :together} and the like become {@code provider.order}. Everything else
 * ({@code @preset/...}, {@code ~author/family-latest}, variants, suffixes that may be new) passes untouched.
 *
 * @param wire the model string to send
 * @param providers slugs that the suffixes named, in order; empty for none
 */
public record ModelName(String wire, List<String> providers) {
    /** The model that is asked where neither an option nor the environment names one, as somebody would write it there. */
    public static final String DEFAULT = "anthropic/claude-3-haiku:beta";

    private static final String NO_LETTERS = ",;\"'[]{}<>\\";

    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("ai21", "ai21"),
            Map.entry("alibaba", "alibaba"),
            Map.entry("amazon-bedrock", "amazon-bedrock"),
            Map.entry("anthropic", "anthropic"),
            Map.entry("aws", "amazon-bedrock"),
            Map.entry("azure", "azure"),
            Map.entry("bedrock", "amazon-bedrock"),
            Map.entry("cerebras", "cerebras"),
            Map.entry("cloudflare", "cloudflare"),
            Map.entry("cohere", "cohere"),
            Map.entry("deepinfra", "deepinfra"),
            Map.entry("deepseek", "deepseek"),
            Map.entry("fireworks", "fireworks"),
            Map.entry("gcp", "google-vertex"),
            Map.entry("google", "google-ai-studio"),
            Map.entry("google-ai-studio", "google-ai-studio"),
            Map.entry("google-vertex", "google-vertex"),
            Map.entry("groq", "groq"),
            Map.entry("hyperbolic", "hyperbolic"),
            Map.entry("mistral", "mistral"),
            Map.entry("nebius", "nebius"),
            Map.entry("novita", "novita"),
            Map.entry("openai", "openai"),
            Map.entry("perplexity", "perplexity"),
            Map.entry("sambanova", "sambanova"),
            Map.entry("together", "together"),
            Map.entry("vertex", "google-vertex"),
            Map.entry("xai", "xai"));

    /**
     * Whether it can be the name of one model: something is left where the suffixes are gone, no part of it is empty, and it has no
     * blanks, and nothing that separates or encloses names.
     */
    public boolean isModel() {
        return !wire.isEmpty()
                && wire.chars().allMatch(letter -> letter > ' ' && letter <= '~' && NO_LETTERS.indexOf(letter) < 0)
                && !wire.contains("::")
                && !wire.contains("//")
                && !wire.startsWith(":")
                && !wire.startsWith("/")
                && !wire.endsWith(":")
                && !wire.endsWith("/")
                && !wire.contains("/:");
    }

    /** Takes a model string apart; it is trimmed first. */
    public static ModelName parse(String model) {
        String whole = model.trim();
        // a preset may follow a model, and a preset's name is nobody's to take apart
        int preset = whole.indexOf("@preset/");
        String text = preset < 0 ? whole : whole.substring(0, preset);
        int slash = text.indexOf('/');
        int colon = text.indexOf(':', Math.max(slash, 0));
        if (colon < 0) {
            return new ModelName(whole, List.of());
        }
        StringBuilder wire = new StringBuilder(text.substring(0, colon));
        List<String> providers = new ArrayList<>();
        for (String suffix : text.substring(colon + 1).split(":", -1)) {
            String known = suffix.toLowerCase(Locale.ROOT);
            if (known.equals("beta")) {
                continue;
            }
            String provider = PROVIDERS.get(known);
            if (provider == null) {
                wire.append(':').append(suffix);
            } else {
                providers.add(provider);
            }
        }
        if (preset >= 0) {
            wire.append(whole, preset, whole.length());
        }
        return new ModelName(wire.toString(), List.copyOf(providers));
    }
}
