package io.github.camelopenrouter.internal.binding;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.activation.DataHandler;

import org.apache.camel.Message;
import org.apache.camel.attachment.Attachment;
import org.apache.camel.attachment.AttachmentMessage;
import org.apache.camel.attachment.DefaultAttachmentMessage;
import org.apache.camel.trait.message.MessageTrait;

import io.github.camelopenrouter.model.Media;

/** Media of an answer as attachments of a message, beside those that the message has from elsewhere. */
final class AnswerAttachments {
    /** What an attachment's name begins with where another one has its own. */
    private static final String OTHER = "answer-";

    private AnswerAttachments() {}

    /** Removes those that an earlier answer put there; others stay. */
    static void clear(Message message) {
        if (!message.hasTrait(MessageTrait.ATTACHMENTS)) {
            return;
        }
        AttachmentMessage attachments = attachments(message);
        List<String> ours = attachments.getAttachmentObjects().entrySet().stream()
                .filter(attachment -> isOfAnAnswer(attachment.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        ours.forEach(attachments::removeAttachment);
    }

    /** Whether it came with an answer in this JVM, and not from elsewhere. */
    private static boolean isOfAnAnswer(Attachment attachment) {
        DataHandler handler = attachment == null ? null : attachment.getDataHandler();
        return handler != null && handler.getDataSource() instanceof MediaDataSource;
    }

    /** Adds those whose content came with the answer. */
    static void add(Message message, List<Media> media) {
        AttachmentMessage attachments = null;
        for (Media each : media) {
            if (each.url() != null) {
                continue;
            }
            attachments = attachments == null ? attachments(message) : attachments;
            Set<String> known = attachments.getAttachmentNames();
            String name = each.name();
            while (known.contains(name)) {
                name = OTHER + name;
            }
            attachments.addAttachment(name, new DataHandler(new MediaDataSource(each)));
        }
    }

    private static AttachmentMessage attachments(Message message) {
        return message instanceof AttachmentMessage known ? known : new DefaultAttachmentMessage(message);
    }
}
