package io.github.camelopenrouter.internal.structured;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;

/** Finds the type of what stands at a place of an object, as Jackson would read it. */
final class PartType {
    private PartType() {}

    /** What a whole answer is handed on as: any JSON where only objects can be a map. */
    static AnswerTarget whole(AnswerTarget target) {
        return target.type() != null
                        && target.type().isMapLikeType()
                        && target.type().getContentType().isJavaLangObject()
                ? target.at(target.mapper().constructType(Object.class))
                : target;
    }

    /**
     * @param pointer in which {@code *} is any element of an array
     * @return null where the type says nothing about that place
     */
    static JavaType at(ObjectMapper mapper, JavaType type, String pointer) {
        JavaType part = type;
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length && part != null; i++) {
            part = step(mapper, part, steps[i].replace("~1", "/").replace("~0", "~"));
        }
        return part;
    }

    private static JavaType step(ObjectMapper mapper, JavaType type, String name) {
        if (type.isReferenceType()) {
            return step(mapper, type.getContentType(), name);
        }
        if (type.isContainerType()) {
            return type.getContentType();
        }
        BeanDescription description = mapper.getDeserializationConfig().introspect(type);
        for (BeanPropertyDefinition property : description.findProperties()) {
            if (property.couldDeserialize() && names(property, name)) {
                return property.getPrimaryType();
            }
        }
        return null;
    }

    private static boolean names(BeanPropertyDefinition property, String name) {
        return property.getName().equals(name)
                || property.findAliases().stream()
                        .map(PropertyName::getSimpleName)
                        .anyMatch(name::equals);
    }
}
