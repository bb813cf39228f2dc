package io.github.camelopenrouter.internal.structured;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;

/**
 * The schema of a class, as <a href="https://github.com/victools/jsonschema-generator">victools' generator</a> makes it: the only
 * place that knows that library. Names of members are those that the mapper reads; every member is required but for an
 * {@link Optional} and one with an annotation called {@code Nullable}, which may also be null.
 */
final class ClassSchema {
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
                    .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.STANDARD_FORMATS)
                    .without(Option.SCHEMA_VERSION_INDICATOR)
                    .with(new JacksonModule());
            Names names = new Names(mapper);
            options.forFields()
                    .withPropertyNameOverrideResolver(names::of)
                    .withRequiredCheck(field -> !mayBeMissing(field))
                    .withNullableCheck(field -> !field.isFakeContainerItemScope() && mayBeMissing(field));
            options.forTypesInGeneral()
                    .withPropertySorter(Comparator.comparingInt(names::order))
                    .withCustomDefinitionProvider((enumType, context) -> constants(enumType.getErasedType(), mapper));
            return new SchemaGenerator(options.build()).generateSchema(type.getRawClass());
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException(
                    "its schema cannot be made (" + e.getClass().getSimpleName()
                            + "): name the schema with the option jsonSchema",
                    e);
        }
    }

    /** An enum's constants as the mapper writes them; null for other types. */
    private static CustomDefinition constants(Class<?> type, ObjectMapper mapper) {
        if (!type.isEnum()) {
            return null;
        }
        ObjectNode definition = mapper.createObjectNode().put("type", "string");
        ArrayNode values = definition.putArray("enum");
        for (Object constant : type.getEnumConstants()) {
            values.add(mapper.<JsonNode>valueToTree(constant));
        }
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                definition.remove("type");
            }
        }
        return new CustomDefinition(definition);
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
            return of(owner).get(field.getDeclaredName());
        }

        private Map<String, String> of(Class<?> owner) {
            return known.computeIfAbsent(owner, this::read);
        }

        /** Where it stands among the members of its class: models write them in that order. */
        int order(MemberScope<?, ?> member) {
            List<String> names =
                    List.copyOf(of(member.getDeclaringType().getErasedType()).values());
            int at = names.indexOf(member.getSchemaPropertyName());
            return at < 0 ? names.size() : at;
        }

        private Map<String, String> read(Class<?> owner) {
            Map<String, String> names = new LinkedHashMap<>();
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
