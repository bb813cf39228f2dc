package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The presentation as one file that needs nothing else. Its script turns the slides; without scripts it is all there, too. */
final class SavedPage {
    private static final Pattern BLANK = Pattern.compile("\\{\\{(\\w+)}}");

    private SavedPage() {}

    /**
     * Writes the file anew, and its folder where there is none.
     *
     * @param summary how many slides, and what they cost
     * @throws IOException if the file cannot be written
     */
    static void write(Path file, Deck deck, String summary) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, html(deck, summary));
    }

    private static String html(Deck deck, String summary) throws IOException {
        StringBuilder contents = new StringBuilder();
        StringBuilder slides = new StringBuilder();
        for (Deck.View view : deck.views()) {
            String id = "slide-" + view.place();
            contents.append("<li");
            contents.append(view.points().isEmpty() ? "" : " class=\"written\"");
            contents.append("><a href=\"#" + id + "\">" + text(view.title()) + "</a></li>\n");
            slides.append("<section class=\"slide\" id=\"" + id + "\" tabindex=\"-1\">\n");
            slide(view, slides);
        }
        String style = Resource.text("slides.css");
        String script = Resource.text("slides.js");
        Map<String, String> blanks = Map.of(
                "policy",
                "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src '" + hash(style)
                        + "'; script-src '" + hash(script) + "'",
                "style",
                style,
                "script",
                script,
                "title",
                text(deck.title()),
                "summary",
                text(summary),
                "contents",
                contents.toString(),
                "slides",
                slides.toString());
        // all in one pass: what a model wrote is never looked at again
        return BLANK.matcher(Resource.text("saved.html"))
                .replaceAll(blank -> Matcher.quoteReplacement(blanks.get(blank.group(1))));
    }

    private static void slide(Deck.View view, StringBuilder html) {
        html.append("<div class=\"words\">\n<h2>" + text(view.title()) + "</h2>\n");
        if (!view.points().isEmpty()) {
            html.append("<ul>\n");
            view.points().forEach(point -> html.append("<li>" + text(point) + "</li>\n"));
            html.append("</ul>\n");
        }
        if (view.note() != null || view.points().isEmpty()) {
            String note = view.note() == null ? "Not written." : view.note();
            html.append("<p class=\"note\">" + text(note) + "</p>\n");
        }
        html.append("</div>\n");
        if (view.picture() != null) {
            html.append("<img src=\"" + text(view.picture()) + "\" alt=\"Picture: " + text(view.title()) + "\">\n");
        }
        html.append("</section>\n");
    }

    /** What a model wrote is text, whatever it looks like. */
    private static String text(String written) {
        return written.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** By which a browser knows that it is ours. */
    private static String hash(String code) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
