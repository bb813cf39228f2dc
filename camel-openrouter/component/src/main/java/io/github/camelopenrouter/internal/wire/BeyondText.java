package io.github.camelopenrouter.internal.wire;

import java.math.BigDecimal;

/**
 * What a request costs beyond its text: media, documents that are parsed, and searches. Bounds, by what
 * <a href="https://openrouter.ai/docs">the service documents</a>.
 *
 * @param bytes of the request that are no text: they have no tokens of their own
 * @param images how many
 * @param sound most tokens of all sound
 * @param documents whether there is a document or a video, whose tokens nothing bounds but the model's context
 * @param pages of documents that a parser may take a price for
 * @param ifNeeded whether that parser reads only what the model itself does not
 * @param searches most searches of the web
 * @param search dollars for each of them
 */
public record BeyondText(
        long bytes,
        long images,
        long sound,
        boolean documents,
        long pages,
        boolean ifNeeded,
        long searches,
        BigDecimal search) {

    public static final BeyondText NONE = new BeyondText(0, 0, 0, false, 0, false, 0, BigDecimal.ZERO);

    /**
     * No model makes more tokens of one image: <a href="https://platform.openai.com/docs/guides/images-vision">gpt-4o-mini</a> makes
     * 2,833, and 5,667 of each of eight tiles.
     */
    public static final long IMAGE_TOKENS = 50_000;

    /** Dollars: mistral-ocr in the dearest region, $2.20 for 1,000 pages. */
    public static final BigDecimal PAGE = new BigDecimal("0.0022");

    /** The parser takes no document with more. */
    static final long MOST_PAGES = 1_000;

    /** A page needs so many bytes of a PDF at least, compressed as it may be. */
    static final long PAGE_BYTES = 50;

    /** Bytes of a document or a video that usually make one token. */
    private static final long BYTES_PER_TOKEN = 50;

    private static final long USUAL_IMAGE_TOKENS = 1_500;

    /** Whether the text is all. */
    public boolean isNothing() {
        return this.equals(NONE);
    }

    /** Whether nothing but the model's context bounds the tokens of the prompt: what is found in the web is read, too. */
    public boolean fillsContext() {
        return documents || searches > 0;
    }

    /** How often a model is asked at most: each search is a further time. */
    public long rounds() {
        return 1 + searches;
    }

    /** Most tokens of images and sound. */
    public long mediaTokens() {
        return images * IMAGE_TOKENS + sound;
    }

    /** How many tokens there may usually be; no bound. */
    public long usualTokens() {
        // beside sound and documents the bytes of images hardly count
        return images * USUAL_IMAGE_TOKENS + (documents || sound > 0 ? bytes / BYTES_PER_TOKEN : 0);
    }

    /**
     * Dollars for pages and searches.
     *
     * @param readsFiles whether the model reads documents itself
     */
    public BigDecimal fees(boolean readsFiles) {
        BigDecimal parsed = readsFiles && ifNeeded ? BigDecimal.ZERO : PAGE.multiply(BigDecimal.valueOf(pages));
        return parsed.add(search.multiply(BigDecimal.valueOf(searches)));
    }
}
