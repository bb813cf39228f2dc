package io.github.camelopenrouter.internal.binding;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.camelopenrouter.OpenRouterConfiguration;

/**
 * The marks up to which a provider keeps a prompt for later calls. They stand on parts of text, which is where
 * <a href="https://openrouter.ai/docs/features/prompt-caching">the service takes them</a>. Immutable, thread-safe.
 */
final class CacheMarks {
    private static final String MARK = "cache_control";
    private static final List<String> PLACES = List.of("system", "last", "automatic");

    private final Collection<?> places;
    private final Map<String, Object> mark = new TreeMap<>();

    CacheMarks(OpenRouterConfiguration configuration) {
        String set = configuration.getCacheControl();
        this.places = set == null ? List.of() : (Collection<?>) places().parse(set);
        this.mark.put("type", "ephemeral");
        if (configuration.getCacheControlTtl() != null) {
            this.mark.put("ttl", configuration.getCacheControlTtl());
        }
    }

    /** What the option may be. */
    static OptionValue places() {
        OptionValue list = OptionValue.list(PLACES.size());
        OptionValue place = OptionValue.word(PLACES.toArray(String[]::new));
        return value ->
                ((Collection<?>) list.parse(value)).stream().map(place::parse).toList();
    }

    /** Whether messages get marks. */
    boolean onMessages() {
        return places.contains("system") || places.contains("last");
    }

    /** Sets the mark of the whole request, unless it has one. */
    void put(Map<String, Object> members) {
        if (places.contains("automatic")) {
            members.putIfAbsent(MARK, mark);
        }
    }

    /** Sets the marks of messages that have none. */
    void put(Conversation conversation) {
        if (places.contains("system")) {
            int system = conversation.last("system");
            mark(conversation, system < 0 ? conversation.last("developer") : system);
        }
        if (places.contains("last")) {
            mark(conversation, conversation.size() - 1);
        }
    }

    private void mark(Conversation conversation, int position) {
        if (position < 0) {
            return;
        }
        List<Object> parts = conversation.parts(position);
        int last = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (Conversation.member(parts.get(i), MARK) != null) {
                return;
            }
            if ("text".equals(Conversation.member(parts.get(i), "type"))) {
                last = i;
            }
        }
        if (last >= 0) {
            parts.set(last, Conversation.with(parts.get(last), MARK, mark));
            conversation.set(position, "content", parts);
        }
    }
}
