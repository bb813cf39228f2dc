package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClassSchemaTest {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    enum Size {
        small,
        @JsonProperty("very large")
        LARGE
    }

    @JsonClassDescription("A thing that is sold")
    record Item(
            @JsonPropertyDescription("What it is called") String name,
            int count,
            BigDecimal price,
            Size size,
            List<String> tags,
            Optional<String> note) {}

    record Order(
            @JsonProperty("order_id") String id,
            List<Item> items,
            @JsonIgnore String secret) {}

    record Prices(Map<String, Double> byName) {}

    record Tree(String name, List<Tree> children) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Box.class, name = "box")
    })
    interface Shape {}

    record Circle(double radius) implements Shape {}

    record Box(double width, double height) implements Shape {}

    record Drawing(Shape main, List<Shape> shapes) {}

    static class Bean {
        private String firstName;

        public String getFirstName() {
            return firstName;
        }

        public void setFirstName(String firstName) {
            this.firstName = firstName;
        }
    }

    private static JsonNode schema(Class<?> type) {
        return ClassSchema.of(MAPPER.constructType(type), MAPPER);
    }

    private static JsonNode strict(Class<?> type) {
        return StrictSchema.wire(StrictSchema.checked(ClassSchema.of(MAPPER.constructType(type), MAPPER)));
    }

    private static JsonNode json(String text) throws Exception {
        return JsonText.MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void a_record_becomes_an_object_with_its_descriptions_enums_and_lists() throws Exception {
        assertThat(strict(Item.class))
                .isEqualTo(json("{'type':'object','description':'A thing that is sold','properties':{"
                        + "'name':{'type':'string','description':'What it is called'},'count':{'type':'integer'},"
                        + "'price':{'type':'number'},'size':{'type':'string','enum':['small','very large']},"
                        + "'tags':{'type':'array','items':{'type':'string'}},'note':{'type':['string','null']}},"
                        + "'additionalProperties':false,'required':['name','count','price','size','tags','note']}"));
    }

    @Test
    void members_are_called_what_Jackson_calls_them() {
        JsonNode order = strict(Order.class);

        assertThat(order.path("properties").fieldNames()).toIterable().containsExactly("order_id", "items");
        ObjectMapper snakes = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        assertThat(ClassSchema.of(snakes.constructType(Bean.class), snakes)
                        .path("properties")
                        .fieldNames())
                .toIterable()
                .containsExactly("first_name");
    }

    @Test
    void subtypes_are_forms_that_their_names_tell_apart() {
        JsonNode drawing = strict(Drawing.class);
        CheckedSchema checked =
                CheckedSchema.of(StrictSchema.checked(ClassSchema.of(MAPPER.constructType(Drawing.class), MAPPER)));

        assertThat(drawing.toString())
                .contains("anyOf")
                .contains("circle")
                .contains("box")
                .doesNotContain("allOf");
        assertThat(checked.violations(
                        MAPPER.valueToTree(new Drawing(new Circle(1), List.of(new Box(1, 2), new Circle(3))))))
                .isEmpty();
        assertThat(checked.violations(MAPPER.createObjectNode()
                        .set(
                                "main",
                                MAPPER.createObjectNode().put("kind", "circle").put("width", 1))))
                .isNotEmpty();
    }

    record Dates(
            java.time.LocalDate day,
            java.time.Instant moment,
            java.time.OffsetDateTime time,
            java.util.UUID id,
            java.net.URI link,
            java.time.Duration length) {}

    @Test
    void dates_and_what_else_is_text_is_text_of_its_format() {
        JsonNode members = strict(Dates.class).path("properties");

        assertThat(members)
                .allSatisfy(member -> assertThat(member.path("type").asText()).isEqualTo("string"));
        assertThat(members.at("/day/format").asText()).isEqualTo("date");
        assertThat(members.at("/time/format").asText()).isEqualTo("date-time");
    }

    @Test
    void a_class_may_contain_itself() {
        assertThat(strict(Tree.class).toString()).contains("$ref");
    }

    @Test
    void a_map_has_values_of_its_type_and_cannot_be_strict() {
        assertThat(schema(Prices.class)
                        .at("/properties/byName/additionalProperties/type")
                        .asText())
                .isEqualTo("number");
        assertThatThrownBy(() -> strict(Prices.class))
                .hasMessageContaining("#/properties/byName/additionalProperties")
                .hasMessageContaining("strict=false");
    }
}
