package io.github.camelopenrouter.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of a page that compares this component with another one.
 *
 * @param theirs what the other component calls it; several where one row is about them all
 * @param since the version of the other component that has it, or empty text for the oldest that is compared
 * @param here what stands for it here as it is written, "none", or "the same"
 * @param wire where it is in a request or an answer: a JSON pointer or the name of an HTTP header; empty text for nowhere
 * @param value what is there, or empty text
 */
record ComparedRow(List<String> theirs, String since, String here, String wire, String value) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern WIRE = Pattern.compile("(?:header )?`([^`]+)`(?: is `([^`]+)`)?");

    /** The rows behind the marker {@code <!-- rows: name -->}. */
    static List<ComparedRow> read(Path page, String name) throws IOException {
        List<String> lines = Files.readAllLines(page);
        int line = lines.indexOf("<!-- rows: " + name + " -->") + 1;
        if (line == 0) {
            throw new AssertionError(page + " has no rows " + name);
        }
        List<ComparedRow> rows = new ArrayList<>();
        // blank line, head, rule
        for (line += 3; line < lines.size() && lines.get(line).startsWith("|"); line++) {
            String[] cells = lines.get(line).substring(1).split("\\|", -1);
            Matcher wire = WIRE.matcher(cells.length > 4 ? cells[3].strip() : "");
            boolean sent = wire.matches();
            rows.add(new ComparedRow(
                    code(cells[0].split(" with ")[0]),
                    cells[1].strip(),
                    cells[2].strip().replace("`", ""),
                    sent ? wire.group(1) : "",
                    sent && wire.group(2) != null ? wire.group(2) : ""));
        }
        return rows;
    }

    private static List<String> code(String cell) {
        List<String> names = new ArrayList<>();
        Matcher code = CODE.matcher(cell);
        while (code.find()) {
            names.add(code.group(1));
        }
        return names;
    }

    boolean hasCounterpart() {
        return !here.equals("none") && !here.equals("the same");
    }

    @Override
    public String toString() {
        return String.join(", ", theirs) + " -> " + here;
    }
}
