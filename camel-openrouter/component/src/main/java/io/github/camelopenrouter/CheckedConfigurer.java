package io.github.camelopenrouter;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.EndpointHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelopenrouter.internal.binding.Durations;
import io.github.camelopenrouter.internal.binding.OptionValue;

/**
 * Looks at each value as it was written, before a generated configurer converts it: Camel takes {@code 10m} for a number of
 * milliseconds wherever a whole number is meant, and what it cannot read for 0. Thread-safe.
 */
final class CheckedConfigurer implements PropertyConfigurer, PropertyConfigurerGetter {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedConfigurer.class);

    private static final List<String> MADE = List.of("#class:", "#type:", "#property:", "#valueAs(", "#autowired");

    /** What was warned of: a dynamic endpoint is made again and again. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private static final int MOST_WARNINGS = 100;

    private final PropertyConfigurer setters;
    private final PropertyConfigurerGetter getters;

    private CheckedConfigurer(PropertyConfigurer setters, PropertyConfigurerGetter getters) {
        this.setters = setters;
        this.getters = getters;
    }

    /** One around that configurer; the same where there is nothing to put it around. */
    static PropertyConfigurer around(PropertyConfigurer generated) {
        return !(generated instanceof CheckedConfigurer) && generated instanceof PropertyConfigurerGetter getters
                ? new CheckedConfigurer(generated, getters)
                : generated;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the value is none of the option; the message names it
     */
    @Override
    public boolean configure(CamelContext context, Object target, String name, Object value, boolean ignoreCase) {
        String option = Options.named(name);
        Class<?> type = option == null || !ignoreCase && !option.equals(name) ? null : getOptionType(option, false);
        if (type == null) {
            return setters.configure(context, target, name, value, ignoreCase);
        }
        Object given = referred(context, option, type, value);
        Object read = Options.read(option, type, given);
        if (Options.TABLE.get(option) instanceof OptionValue.Millis
                && Durations.looksLikeSeconds(given)
                && isNew(option + "=" + given)) {
            LOG.warn(
                    "The option {}={} is milliseconds: write {}s for seconds, or {}ms if that is what you mean",
                    option,
                    given,
                    given,
                    given);
        }
        return setters.configure(context, target, option, read, false);
    }

    private static boolean isNew(String warning) {
        return WARNED.size() < MOST_WARNINGS && WARNED.add(warning);
    }

    /** What {@code #name} stands for, where it is no text of the option itself. */
    static Object referred(CamelContext context, String option, Class<?> type, Object value) {
        if (type == null || type == String.class || !(value instanceof String text) || !isReference(text)) {
            return value;
        }
        String name = text.startsWith("#bean:") ? text.substring(6) : text.substring(1);
        Object bean = context.getRegistry().lookupByName(name);
        if (bean == null) {
            throw new IllegalArgumentException(
                    "The option " + option + " refers to a bean that is not there: " + OptionValue.quoted(text));
        }
        return bean;
    }

    /** Whether it names a bean of the registry, and is none of what Camel makes or finds otherwise. */
    private static boolean isReference(String text) {
        return EndpointHelper.isReferenceParameter(text) && MADE.stream().noneMatch(text::startsWith);
    }

    @Override
    public Class<?> getOptionType(String name, boolean ignoreCase) {
        return getters.getOptionType(name, ignoreCase);
    }

    @Override
    public String[] getAutowiredNames() {
        return getters.getAutowiredNames();
    }

    @Override
    public Object getCollectionValueType(Object target, String name, boolean ignoreCase) {
        return getters.getCollectionValueType(target, name, ignoreCase);
    }

    @Override
    public Object getOptionValue(Object target, String name, boolean ignoreCase) {
        return getters.getOptionValue(target, name, ignoreCase);
    }
}
