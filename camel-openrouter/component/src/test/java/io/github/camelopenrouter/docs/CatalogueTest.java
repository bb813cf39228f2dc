package io.github.camelopenrouter.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CatalogueTest {
    private final Catalogue catalogue = new Catalogue(Path.of("").toAbsolutePath());

    @Test
    void every_endpoint_option_is_in_one_group_of_the_reference() {
        assertThat(named(OptionGroup.OF_ENDPOINTS)).containsExactlyInAnyOrderElementsOf(catalogue.endpointOptions());
    }

    @Test
    void every_option_that_only_the_component_has_is_in_one_group_of_the_reference() {
        assertThat(named(OptionGroup.OF_COMPONENTS)).containsExactlyInAnyOrderElementsOf(catalogue.componentOptions());
    }

    @Test
    void a_header_that_overrides_an_option_is_named_after_it() {
        Set<String> overriding = catalogue.overridingHeaders();

        assertThat(overriding).hasSizeGreaterThan(30);
        assertThat(catalogue.endpointOptions().stream().filter(catalogue::isAlsoHeader))
                .hasSameSizeAs(overriding)
                .allSatisfy(option -> assertThat(overriding).contains(Catalogue.headerOf(option)));
    }

    private static List<String> named(List<OptionGroup> groups) {
        return groups.stream().flatMap(group -> group.options().stream()).toList();
    }
}
