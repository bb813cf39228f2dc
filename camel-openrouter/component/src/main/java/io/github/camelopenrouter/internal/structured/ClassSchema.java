package io.github.camelopenrouter.internal.structured;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;

/**
 * The schema of a class, as <a href="https://github.com/victools/jsonschema-generator">victools' generator</a> makes it: the only
 * place that knows that library. Names of members are those that the mapper reads; every member is required but for an
 * {@link Optional} and one with an annotation called {@code Nullable}, which may also be null.
 */
final class ClassSchema {
    private static final String COORDINATES =
            "com.github.victools:jsonschema-generator and jsonschema-module-jackson 4.x, the line for Jackson 2";

    private ClassSchema() {}

    /**
     * @param mapper what answers are read with
     * @throws IllegalArgumentException where the class has none; the message says why
     */
    static ObjectNode of(JavaType type, ObjectMapper mapper) {
        try {
            SchemaGeneratorConfigBuilder options = new SchemaGeneratorConfigBuilder(
                            SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                    .with(Option.FLATTENED_OPTIONALS, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                    .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.FLATTENED_ENUMS)
                    .without(Option.SCHEMA_VERSION_INDICATOR)
                    .with(new JacksonModule(
                            JacksonOption.RESPECT_JSONPROPERTY_ORDER,
                            JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE,
                            JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY));
            Names names = new Names(mapper);
            options.forFields()
                    .withPropertyNameOverrideResolver(names::of)
                    .withRequiredCheck(field -> !mayBeMissing(field))
                    .withNullableCheck(field -> !field.isFakeContainerItemScope() && mayBeMissing(field));
            return new SchemaGenerator(options.build()).generateSchema(type);
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "its schema cannot be made: the class path has another line of the library than " + COORDINATES
                            + ". Give it that one, or name the schema with the option jsonSchema",
                    e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "its schema cannot be made (" + e.getClass().getSimpleName()
                            + "): name the schema with the option jsonSchema",
                    e);
        }
    }

    private static boolean mayBeMissing(FieldScope field) {
        return Optional.class.isAssignableFrom(field.getDeclaredType().getErasedType())
                || isMarked(field.getRawMember())
                || isMarked(field.getRawMember().getAnnotatedType())
                || field.findGetter() != null && isMarked(field.findGetter().getRawMember());
    }

    private static boolean isMarked(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }

    /** What the mapper calls the members of a class, which its naming strategy may have changed. */
    private static final class Names {
        private final ObjectMapper mapper;
        private final Map<Class<?>, Map<String, String>> known = new HashMap<>();

        Names(ObjectMapper mapper) {
            this.mapper = mapper;
        }

        /** Null for the name that it has anyway. */
        String of(FieldScope field) {
            Class<?> owner = field.getDeclaringType().getErasedType();
            return known.computeIfAbsent(owner, this::read).get(field.getDeclaredName());
        }

        private Map<String, String> read(Class<?> owner) {
            Map<String, String> names = new HashMap<>();
            for (BeanPropertyDefinition property : mapper.getDeserializationConfig()
                    .introspect(mapper.constructType(owner))
                    .findProperties()) {
                if (Arrays.stream(owner.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals(property.getInternalName()))) {
                    names.put(property.getInternalName(), property.getName());
                }
            }
            return names;
        }
    }
}
