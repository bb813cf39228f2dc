package io.github.camelopenrouter.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.AggregationRepository;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultExchangeHolder;

/**
 * On a repository without locking that serializes exchanges, as those on disks and in databases do, and keeps what was removed until that
 * is confirmed.
 */
class SerializingAggregationRepositoryTest extends ConversationRepositoryContract {
    private final CamelContext context = new DefaultCamelContext();
    private final ConversationRepository only =
            new AggregationConversationRepository(new Serializing(), context, clock);

    @Override
    ConversationRepository repository() {
        return only;
    }

    private static final class Serializing implements AggregationRepository {
        private final Map<String, byte[]> all = new ConcurrentHashMap<>();
        private final Map<String, byte[]> completed = new ConcurrentHashMap<>();

        @Override
        public Exchange add(CamelContext context, String key, Exchange exchange) {
            all.put(key, bytes(exchange));
            return null;
        }

        @Override
        public Exchange get(CamelContext context, String key) {
            byte[] bytes = all.get(key);
            return bytes == null ? null : exchange(context, bytes);
        }

        @Override
        public void remove(CamelContext context, String key, Exchange exchange) {
            completed.put(exchange.getExchangeId(), bytes(exchange));
            all.remove(key);
        }

        @Override
        public void confirm(CamelContext context, String exchangeId) {
            completed.remove(exchangeId);
        }

        @Override
        public Set<String> getKeys() {
            return all.keySet();
        }

        private static byte[] bytes(Exchange exchange) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(DefaultExchangeHolder.marshal(exchange, false));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return bytes.toByteArray();
        }

        private static Exchange exchange(CamelContext context, byte[] bytes) {
            Exchange exchange = new DefaultExchange(context);
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                DefaultExchangeHolder.unmarshal(exchange, (DefaultExchangeHolder) in.readObject());
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
            return exchange;
        }
    }
}
