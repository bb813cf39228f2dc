package io.github.camelopenrouter.internal.binding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelopenrouter.internal.binding.MediaType.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MediaTypeTest {
    private static byte[] bytes(String latin) {
        String text = latin.replace("~", "\0");
        for (int at = text.indexOf('%'); at >= 0 && !text.startsWith("%PDF"); at = text.indexOf('%')) {
            text = text.substring(0, at)
                    + (char) Integer.parseInt(text.substring(at + 1, at + 3), 16)
                    + text.substring(at + 3);
        }
        return Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), 512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%89PNG%0d%0a%1a%0a~~~%0dIHDR | IMAGE | image/png",
                "%ff%d8%ff%e0~%10JFIF | IMAGE | image/jpeg",
                "GIF89a%01~%01~ | IMAGE | image/gif",
                "RIFF%24~~~WEBPVP8 | IMAGE | image/webp",
                "%PDF-1.7 | DOCUMENT | application/pdf",
                "RIFF%24~~~WAVEfmt | SOUND | wav",
                "ID3%04~~~~~~ | SOUND | mp3",
                "%ff%fb%90%64~~ | SOUND | mp3",
                "fLaC~~~%22 | SOUND | flac",
                "~~~%20ftypM4A ~~~~ | SOUND | m4a",
                "OggS~%02~~~~~~~~~~~~~~~~~~~~%01%1e%01vorbis | SOUND | ogg",
                "FORM~~%01~AIFFCOMM | SOUND | aiff",
                "%ff%f1%50%80~~ | SOUND | aac",
                "~~~%20ftypisom~~%02~isomiso2mp41 | VIDEO | video/mp4",
                "~~~%14ftypqt  ~~~~ | VIDEO | video/mov",
                "~~%01%ba%44~~ | VIDEO | video/mpeg",
            })
    void bytes_tell_what_they_are(String bytes, Kind kind, String name) {
        byte[] head = bytes(bytes);

        assertThat(MediaType.detected(head, head.length, null)).isEqualTo(new MediaType(kind, name, null));
    }

    @Test
    void a_name_says_what_bytes_leave_open() {
        byte[] webm = bytes("%1aE%df%a3%01~~~~~~%1fB%86%81%01B%82%84webm");
        byte[] table = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);

        assertThat(MediaType.detected(webm, webm.length, "film.webm").name()).isEqualTo("video/webm");
        assertThat(MediaType.detected(table, table.length, "table.csv").name()).isEqualTo("text/csv");
        assertThat(MediaType.detected(table, table.length, null).kind()).isEqualTo(Kind.TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "image/PNG; name=x.png, IMAGE, image/png",
        "image/jpg, IMAGE, image/jpeg",
        "audio/x-wav, SOUND, wav",
        "audio/mpeg, SOUND, mp3",
        "audio/L16;rate=24000, SOUND, pcm16",
        "video/quicktime, VIDEO, video/mov",
        "text/markdown, TEXT, text/markdown",
        "application/json, TEXT, application/json",
        "application/fhir+json, TEXT, application/fhir+json",
        "application/xml, TEXT, application/xml",
    })
    void a_content_type_is_known_in_any_case_and_with_parameters(String contentType, Kind kind, String name) {
        MediaType type = MediaType.declared(contentType);

        assertThat(type.kind()).isEqualTo(kind);
        assertThat(type.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", " ", "binary/octet-stream", "*/*"})
    void a_content_type_that_says_nothing_is_none(String contentType) {
        assertThat(MediaType.declared(contentType)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/tiff",
                "image/svg+xml",
                "application/zip",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "nonsense"
            })
    void what_the_service_does_not_take_is_refused_with_what_it_takes(String contentType) {
        assertThatThrownBy(() -> MediaType.declared(contentType))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PDF")
                .hasMessageContaining("webm");
    }

    @Test
    void a_charset_of_a_text_is_read() {
        assertThat(MediaType.declared("text/plain; charset=\"ISO-8859-1\"").charset())
                .isEqualTo(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> MediaType.declared("text/plain; charset=klingon"))
                .hasMessageContaining("charset");
    }

    /** Beginnings of what is known, and what nobody knows behind them. */
    @Test
    void whatever_bytes_there_are_they_are_something_or_refused() {
        Random random = new Random(7);
        List<String> begins =
                List.of("", "%PDF-", "RIFF", "GIF8", "\0\0\0 ftyp", "<?xml ", "OggS", "ID3", "PK\3\4", "{");
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            byte[] begin = begins.get(i % begins.size()).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(begin, 0, bytes, 0, Math.min(begin.length, bytes.length));
            String name = i % 3 == 0 ? null : i % 3 == 1 ? "a.mp4" : "\ud800.\0%";
            try {
                assertThat(MediaType.detected(bytes, bytes.length, name).kind()).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("service").hasMessageNotContaining("\n");
            }
        }
    }
}
