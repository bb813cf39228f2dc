package io.github.camelopenrouter;

import java.util.Set;

import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelopenrouter.internal.runtime.TransportOptions;

import static org.assertj.core.api.Assertions.assertThat;

class TransportOptionsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void close() {
        context.stop();
    }

    private HttpComponent https() {
        return context.getComponent("https", true, false) instanceof HttpComponent http ? http : null;
    }

    private TransportOptions defaults() {
        return TransportOptions.of(context);
    }

    @Test
    void without_an_https_component_nothing_is_inherited_and_none_is_made() {
        assertThat(defaults().proxy(null)).isNull();
        assertThat(defaults().sslContextParameters(false)).isNull();
        assertThat(defaults().maxTotalConnections(10_000)).isEqualTo(10_000);
        assertThat(defaults().useSystemProperties()).isFalse();
        assertThat(defaults().hosts(null)).isEmpty();
        assertThat(context.hasComponent("https")).isNull();
    }

    @Test
    void an_https_component_that_was_not_configured_changes_nothing() {
        https();

        assertThat(defaults().proxy(null)).isNull();
        assertThat(defaults().maxTotalConnections(10_000)).isEqualTo(10_000);
        assertThat(defaults().useSystemProperties()).isFalse();
    }

    @Test
    void the_pool_of_the_https_component_counts_where_the_application_sized_it() {
        https().setMaxTotalConnections(300);

        assertThat(defaults().maxTotalConnections(10_000)).isEqualTo(300);
    }

    @Test
    void its_use_of_system_properties_counts() {
        https().setUseSystemProperties(true);

        assertThat(defaults().useSystemProperties()).isTrue();
    }

    @Test
    void its_own_trust_wins_over_the_contexts_which_counts_only_where_it_says_so() {
        SSLContextParameters own = new SSLContextParameters();
        SSLContextParameters global = new SSLContextParameters();
        context.setSSLContextParameters(global);
        HttpComponent https = https();

        assertThat(defaults().sslContextParameters(false)).isNull();
        https.setUseGlobalSslContextParameters(true);
        assertThat(defaults().sslContextParameters(false)).isSameAs(global);
        https.setSslContextParameters(own);
        assertThat(defaults().sslContextParameters(false)).isSameAs(own);
    }

    @Test
    void its_trust_is_not_asked_where_the_openrouter_component_says_global() {
        https().setSslContextParameters(new SSLContextParameters());

        assertThat(defaults().sslContextParameters(true)).isNull();
    }

    @Test
    void its_proxy_counts_with_all_that_belongs_to_it() {
        HttpComponent https = https();
        https.setProxyHost("proxy.test");
        https.setProxyPort(3128);
        https.setProxyAuthScheme("https");
        https.setProxyAuthUsername("joe");
        https.setProxyAuthPassword("secret");
        https.setNonProxyHosts("a.test, *.b.test,");

        var proxy = defaults().proxy(null);

        assertThat(proxy.scheme()).isEqualTo("https");
        assertThat(proxy.host()).isEqualTo("proxy.test");
        assertThat(proxy.port()).isEqualTo(3128);
        assertThat(proxy.user()).isEqualTo("joe");
        assertThat(proxy.except()).isEqualTo(Set.of("a.test", "*.b.test"));
        assertThat(proxy).hasToString("https://proxy.test:3128");
        assertThat(defaults().proxy("own.test").except()).isEqualTo(Set.of("own.test"));
    }
}
