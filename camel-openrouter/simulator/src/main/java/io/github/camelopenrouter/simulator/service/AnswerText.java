package io.github.camelopenrouter.simulator.service;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says something about a prompt; the same for the same prompt. */
final class AnswerText {

    private static final Pattern SUM =
            Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,6})?)\\s*([+*/x×-])\\s*(-?\\d{1,9}(?:\\.\\d{1,6})?)");
    private static final Pattern SAY = Pattern.compile(
            "(?is)^(?:please )?(?:say|repeat|echo|(?:reply|answer|respond) with(?: exactly| only)?)\\b[: ]+(.+)$");
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,5})[ -](word|sentence|paragraph|line|item|element)");
    private static final Pattern ROUNDS = Pattern.compile("\\bin (\\d{1,4}) rounds?\\b");
    private static final Pattern LONG =
            Pattern.compile("\\b(long|story|essay|article|poem|detailed|in detail|explain|describe|list)\\b");
    private static final int EXCERPT = 160;
    private static final int WORDS_PER_SENTENCE = 14;
    private static final int MOST_SENTENCES = 2000;
    private static final List<String> PATTERNS = List.of(
            "A closer look at %s is mostly a matter of patience.",
            "Most people meet %s early and think about that late.",
            "There are three sides to %s, and two of them are easily missed.",
            "Nobody who studied %s for an hour came back with nothing to tell.",
            "What is said about %s on Mondays rarely holds until Friday.",
            "It helps to draw %s on paper before arguing.",
            "The old books treat %s briefly, the new ones at length.",
            "In the end %s will look simpler than expected.");
    private static final Set<String> NO_TOPICS = Set.of(
            "about",
            "answer",
            "could",
            "describe",
            "detailed",
            "detail",
            "essay",
            "explain",
            "please",
            "should",
            "story",
            "tell",
            "that",
            "there",
            "what",
            "when",
            "where",
            "which",
            "words",
            "would",
            "write");

    private AnswerText() {}

    static String to(String prompt) {
        String told = told(prompt);
        if (told != null) {
            return told;
        }
        Matcher sum = SUM.matcher(prompt);
        if (sum.find()) {
            String result = calculate(sum.group(1), sum.group(2), sum.group(3));
            return sum.group(1) + " " + sum.group(2) + " " + sum.group(3) + " = " + result;
        }
        String opening = prompt.isEmpty()
                ? "You said nothing, so there is little to answer."
                : "You wrote: \"" + excerpt(prompt) + "\".";
        int sentences = sentences(prompt);
        if (sentences == 0) {
            return opening + " I am a simulator, so that is all I have to say about " + topic(prompt) + ".";
        }
        return opening + essay(topic(prompt), sentences);
    }

    /** What the prompt tells to say, word by word, or null if it does not. */
    static String told(String prompt) {
        Matcher say = SAY.matcher(prompt);
        return say.matches() ? unquoted(say.group(1)) : null;
    }

    /** How many items or elements the prompt wants, or that many if it does not say. */
    static int items(String prompt, int otherwise) {
        Matcher amount = AMOUNT.matcher(prompt.toLowerCase(Locale.ROOT));
        while (amount.find()) {
            if (amount.group(2).equals("item") || amount.group(2).equals("element")) {
                return Integer.parseInt(amount.group(1));
            }
        }
        return otherwise;
    }

    /** How many rounds of tool calls the prompt wants; one if it does not say. */
    static int rounds(String prompt) {
        Matcher rounds = ROUNDS.matcher(prompt.toLowerCase(Locale.ROOT));
        return rounds.find() ? Integer.parseInt(rounds.group(1)) : 1;
    }

    /** What goes through the head of a model that reasons. */
    static String reasoningAbout(String prompt, int sentences) {
        List<String> thoughts = List.of(
                "The user wants something about " + topic(prompt) + ".",
                "The message has " + words(prompt).size() + " words.",
                "A short and honest answer will do.",
                "No further facts are needed for it.",
                "It should say that a simulator wrote it.");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ").append(thoughts.get(i % thoughts.size()));
        }
        return text.toString();
    }

    /** The longest word of the prompt that is not a question or an order; as good a topic as any. */
    static String topic(String prompt) {
        String topic = "";
        for (String word : words(prompt)) {
            boolean telling = !NO_TOPICS.contains(word.toLowerCase(Locale.ROOT));
            topic = telling && word.length() > topic.length() ? word : topic;
        }
        return topic.isEmpty() ? "this" : topic;
    }

    /** The last word with a capital letter that does not open the prompt, else its topic. */
    static String nameIn(String prompt) {
        List<String> words = words(prompt);
        for (int i = words.size() - 1; i > 0; i--) {
            if (Character.isUpperCase(words.get(i).codePointAt(0))) {
                return words.get(i);
            }
        }
        return topic(prompt);
    }

    private static String essay(String topic, int sentences) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i % 4 == 0 ? "\n\n" : " ")
                    .append(PATTERNS.get(i % PATTERNS.size()).formatted(topic));
        }
        return text.toString();
    }

    private static int sentences(String prompt) {
        String lower = prompt.toLowerCase(Locale.ROOT);
        Matcher amount = AMOUNT.matcher(lower);
        if (amount.find()) {
            int number = Integer.parseInt(amount.group(1));
            int wanted = switch (amount.group(2)) {
                case "word" -> number / WORDS_PER_SENTENCE + 1;
                case "paragraph" -> number * 4;
                default -> number;
            };
            return Math.min(wanted, MOST_SENTENCES);
        }
        return LONG.matcher(lower).find() ? 16 : 0;
    }

    private static String calculate(String left, String operator, String right) {
        BigDecimal a = new BigDecimal(left);
        BigDecimal b = new BigDecimal(right);
        BigDecimal result = switch (operator) {
            case "+" -> a.add(b);
            case "-" -> a.subtract(b);
            case "/" -> b.signum() == 0 ? null : a.divide(b, MathContext.DECIMAL32);
            default -> a.multiply(b);
        };
        return result == null ? "undefined" : result.stripTrailingZeros().toPlainString();
    }

    private static List<String> words(String prompt) {
        List<String> words = new ArrayList<>();
        for (String word : prompt.split("[^\\p{L}\\p{N}'-]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static String excerpt(String prompt) {
        if (prompt.codePointCount(0, prompt.length()) <= EXCERPT) {
            return prompt;
        }
        return prompt.substring(0, prompt.offsetByCodePoints(0, EXCERPT)) + "…";
    }

    private static String unquoted(String text) {
        String stripped = text.strip();
        boolean quoted = stripped.length() > 1 && "\"'".indexOf(stripped.charAt(0)) >= 0;
        return quoted && stripped.charAt(stripped.length() - 1) == stripped.charAt(0)
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }
}
