package io.github.camelopenrouter.internal.structured;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import static org.assertj.core.api.Assertions.assertThat;

class PartTypeTest {
    /** A generic class in between. */
    public record Page<T>(List<T> rows) {}

    public record Row(String title, Map<String, Integer[]> numbers) {}

    /** Setters and getters, as classes had them before there were records. */
    public static class Old {
        private List<Row> kept;

        public List<Row> getKept() {
            return kept;
        }

        public void setKept(List<Row> kept) {
            this.kept = kept;
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Report(
            Page<Row> firstPage,
            @JsonProperty("other") @JsonAlias("another") List<List<Row>> further,
            AtomicReference<Old> old,
            Object any) {}

    @ParameterizedTest
    @CsvSource({
        "/first_page/rows/*, Row",
        "/first_page/rows/*/title, String",
        "/other/*/*, Row",
        "/another/0/1, Row",
        "/old/kept/*, Row",
        "/old/kept/*/numbers/x/*, Integer",
        "/first_page/rows, List",
        "'', Report",
        "/firstPage,",
        "/missing/*,",
        "/any/*,",
        "/first_page/rows/*/title/*,"
    })
    void the_type_of_a_place_is_what_jackson_reads_there(String pointer, String type) {
        ObjectMapper mapper = new ObjectMapper();

        JavaType found = PartType.at(mapper, mapper.constructType(Report.class), pointer);

        assertThat(found == null ? null : found.getRawClass().getSimpleName()).isEqualTo(type);
    }
}
