package io.github.camelopenrouter.examples.presentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.apache.camel.util.StringHelper;

/** A page that fills while one looks: it is only appended to, and a browser loads it anew each second until it has its end. */
final class Page {
    private final Path file;

    /** @throws IOException if the file cannot be written */
    Page(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, """
                <!DOCTYPE html>
                <html>
                <meta charset="utf-8">
                <title>Presentation</title>
                <style>body { font: 1.2em sans-serif; max-width: 40em; margin: 2em auto }</style>
                <script>const reload = setTimeout(() => location.reload(), 1000);</script>
                """);
    }

    Path file() {
        return file;
    }

    void begin(Outline outline) throws IOException {
        append("<h1>" + text(outline.title()) + "</h1>\n");
    }

    void add(Slide slide) throws IOException {
        StringBuilder html = new StringBuilder("<h2>" + text(slide.title()) + "</h2>\n<ul>\n");
        for (String point : slide.points()) {
            html.append("<li>").append(text(point)).append("</li>\n");
        }
        append(html.append("</ul>\n").toString());
    }

    /** Nothing more comes. */
    void end(String why) throws IOException {
        append("<p>" + text(why) + "</p>\n<script>clearTimeout(reload);</script>\n");
    }

    private void append(String html) throws IOException {
        Files.writeString(file, html, StandardOpenOption.APPEND);
    }

    /** What a model wrote is text, whatever it looks like. */
    private static String text(String written) {
        return StringHelper.xmlEncode(written);
    }
}
