package io.github.camelopenrouter.benchmarks.route;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.activation.FileDataSource;

import org.apache.camel.Exchange;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelopenrouter.benchmarks.Ended;
import io.github.camelopenrouter.benchmarks.Streams;

/** A document that is sent in one of several ways, through a route of one step. */
public final class AttachedRoute implements Streams {

    private static final String LIMITS =
            "&maxRequestBytes=134217728&maxAttachmentBytes=67108864&maxAttachmentsBytes=67108864";

    /** How the document comes. */
    public enum Way {
        /** As body, below the folder that is allowed. */
        FILE,
        /** As body, in one array. */
        BYTES,
        /** As body, from a stream. */
        STREAM,
        /** As attachment that is a file. */
        ATTACHED_FILE,
        /** As attachment of bytes. */
        ATTACHED_BYTES
    }

    private final Way way;
    private final Path file;
    private final byte[] bytes;
    private final Routes routes;

    /**
     * @param file has the bytes, too
     */
    public AttachedRoute(String baseUrl, Way way, Path file, byte[] bytes) throws Exception {
        this.way = way;
        this.file = file;
        this.bytes = bytes;
        String options = LIMITS + "&allowFileBody=true&fileBodyDirectory=" + file.getParent();
        String uri = Routes.openrouter("completion", baseUrl, options);
        routes = new Routes(new RouteBuilder() {
            @Override
            public void configure() {
                from(Routes.ENTRY).process(AttachedRoute.this::prepare).to(uri);
            }
        });
    }

    private void prepare(Exchange exchange) {
        AttachmentMessage message = exchange.getMessage(AttachmentMessage.class);
        message.setHeader("CamelOpenRouterPrompt", "Sum up");
        message.setHeader(Exchange.CONTENT_TYPE, "application/pdf");
        switch (way) {
            case FILE -> message.setBody(file);
            case BYTES -> message.setBody(bytes);
            case STREAM -> message.setBody(new ByteArrayInputStream(bytes));
            case ATTACHED_FILE -> attach(message, new FileDataSource(file.toFile()));
            default -> attach(message, new Bytes(bytes));
        }
    }

    private static void attach(AttachmentMessage message, DataSource source) {
        message.setBody("Sum up");
        message.addAttachment(source.getName(), new DataHandler(source));
    }

    /** As a mail has them. */
    private record Bytes(byte[] bytes) implements DataSource {
        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public OutputStream getOutputStream() {
            throw new UnsupportedOperationException("it is only read");
        }

        @Override
        public String getContentType() {
            return "application/pdf";
        }

        @Override
        public String getName() {
            return "document.pdf";
        }
    }

    @Override
    public void open(Ended ended) {
        routes.send(null, ended);
    }

    @Override
    public void close() {
        routes.close();
    }
}
