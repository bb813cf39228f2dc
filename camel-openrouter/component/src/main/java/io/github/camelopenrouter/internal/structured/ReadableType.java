package io.github.camelopenrouter.internal.structured;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;

/**
 * Looks whether a mapper can read objects of a class before the first answer is paid for: Jackson itself finds out about a date that
 * it has no module for with the first date.
 */
final class ReadableType {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ReadableType() {}

    /**
     * @throws IllegalArgumentException where it cannot; the message says why
     */
    static void check(JavaType type, ObjectMapper mapper) {
        try {
            DeserializationContext context = new DefaultDeserializationContext.Impl(
                            mapper.getDeserializationContext().getFactory())
                    .createDummyInstance(mapper.getDeserializationConfig());
            new ReadableType().look(context.findRootValueDeserializer(type), "");
        } catch (JsonMappingException e) {
            // of the class alone: no answer is there yet
            throw new IllegalArgumentException("cannot be read by Jackson: " + e.getOriginalMessage(), e);
        }
    }

    private void look(JsonDeserializer<?> reader, String path) {
        if (reader == null || !seen.add(reader)) {
            return;
        }
        if (reader instanceof UnsupportedTypeDeserializer unsupported) {
            throw new IllegalArgumentException("cannot be read by Jackson: its member " + path.substring(1) + " is a "
                    + unsupported.handledType().getName() + ", for which the registry's ObjectMapper has no module");
        }
        look(reader.getDelegatee(), path);
        if (reader instanceof BeanDeserializerBase bean) {
            for (Iterator<SettableBeanProperty> members = bean.properties(); members.hasNext(); ) {
                SettableBeanProperty member = members.next();
                look(member.getValueDeserializer(), path + "." + member.getName());
            }
        } else if (reader instanceof com.fasterxml.jackson.databind.deser.std.ContainerDeserializerBase<?> list) {
            look(list.getContentDeserializer(), path);
        }
    }
}
