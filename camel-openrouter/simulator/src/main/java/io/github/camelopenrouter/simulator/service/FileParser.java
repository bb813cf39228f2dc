package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * Reads the PDFs of a prompt: for models that cannot, or if the request says how. What comes back as an annotation of
 * an earlier answer is not parsed, and not paid for, again.
 *
 * @param tokens of all documents
 * @param annotations of those that were parsed now
 * @param pages of those that were parsed now
 */
record FileParser(String engine, int tokens, ArrayNode annotations, int pages, BigDecimal cost) {

    private static final String PLUGIN = "file-parser";
    private static final String NATIVE = "native";
    private static final String OCR = "mistral-ocr";
    private static final String FREE = "cloudflare-ai";
    private static final BigDecimal OCR_PAGE = new BigDecimal("0.002");
    private static final int TOKENS_PER_PAGE = 258;

    static FileParser of(ChatRequest request, Model model) {
        String engine = engine(request, model);
        Set<String> known = known(request);
        ArrayNode annotations = Json.array();
        int tokens = 0;
        int pages = 0;
        for (PdfDocument document : documents(request).values()) {
            if (engine.equals(NATIVE)) {
                tokens += TOKENS_PER_PAGE * document.pages();
                continue;
            }
            tokens += Tokens.count(document.text());
            if (!known.contains(document.hash())) {
                annotations.add(document.annotation());
                pages += document.pages();
            }
        }
        BigDecimal cost = engine.equals(OCR) ? OCR_PAGE.multiply(BigDecimal.valueOf(pages)) : BigDecimal.ZERO;
        return new FileParser(engine, tokens, annotations, pages, cost);
    }

    /** Tells the answer and the router's metadata. */
    void note(Findings findings) {
        findings.annotations().addAll(annotations);
        if (pages > 0) {
            findings.stage(Findings.PLUGIN, PLUGIN, engine + ", pages=" + pages, cost);
        }
    }

    private static String engine(ChatRequest request, Model model) {
        JsonNode wish = request.plugin(PLUGIN).path("pdf").path("engine");
        String able = model.takes("file") ? NATIVE : OCR;
        return switch (wish.asText(NATIVE)) {
            case NATIVE -> able;
            case OCR -> OCR;
            case FREE, "pdf-text" -> FREE;
            default -> throw ApiException.badRequest("plugins.pdf.engine is not known: " + wish.asText());
        };
    }

    /** The PDFs of a prompt by their hashes: one that is there twice is read once. */
    private static Map<String, PdfDocument> documents(ChatRequest request) {
        Map<String, PdfDocument> documents = new LinkedHashMap<>();
        for (JsonNode part : request.parts()) {
            PdfDocument document = part.path("type").asText().equals("file") ? PdfDocument.of(part.path("file")) : null;
            if (document != null) {
                documents.putIfAbsent(document.hash(), document);
            }
        }
        return documents;
    }

    private static Set<String> known(ChatRequest request) {
        Set<String> hashes = new HashSet<>();
        for (JsonNode message : request.body().path("messages")) {
            for (JsonNode annotation : message.path("annotations")) {
                hashes.add(annotation.path("file").path("hash").asText());
            }
        }
        return hashes;
    }
}
