package io.github.camelopenrouter.internal.binding;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import jakarta.activation.DataSource;

import io.github.camelopenrouter.model.Media;

/** Media of an answer as an attachment reads them: decoded each time, and never before somebody asks. Its type tells whose it is. */
final class MediaDataSource implements DataSource {
    private final Media media;

    MediaDataSource(Media media) {
        this.media = media;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        try {
            return new ByteArrayInputStream(media.bytes());
        } catch (IllegalStateException e) {
            throw new IOException("The attachment " + e.getMessage(), e);
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        throw new IOException("The attachment " + media.name() + " came with an answer and cannot be written to");
    }

    @Override
    public String getContentType() {
        return media.contentType();
    }

    @Override
    public String getName() {
        return media.name();
    }
}
