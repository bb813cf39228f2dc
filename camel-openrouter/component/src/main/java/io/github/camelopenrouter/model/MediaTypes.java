package io.github.camelopenrouter.model;

import java.util.Map;
import java.util.regex.Pattern;

/** Content types of what models make, and the names that files of them have. */
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}");

    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("image/png", ".png"),
            Map.entry("image/jpeg", ".jpg"),
            Map.entry("image/jpg", ".jpg"),
            Map.entry("image/webp", ".webp"),
            Map.entry("image/gif", ".gif"),
            Map.entry("image/avif", ".avif"),
            Map.entry("image/bmp", ".bmp"),
            Map.entry("image/svg+xml", ".svg"),
            Map.entry("image/tiff", ".tiff"),
            Map.entry("audio/wav", ".wav"),
            Map.entry("audio/mpeg", ".mp3"),
            Map.entry("audio/flac", ".flac"),
            Map.entry("audio/ogg", ".ogg"),
            Map.entry("audio/aac", ".aac"),
            Map.entry("audio/mp4", ".m4a"),
            Map.entry("audio/pcm", ".pcm"));

    private MediaTypes() {}

    /** The type that a data URL says; that of the first bytes where it says none, or only that they are bytes. */
    static String ofImage(String said, byte[] start) {
        if (said != null && !said.equals(UNKNOWN) && TYPE.matcher(said).matches()) {
            return said;
        }
        if (begins(start, 1, "PNG")) {
            return "image/png";
        }
        if (begins(start, 0, "GIF8")) {
            return "image/gif";
        }
        if (begins(start, 0, "RIFF") && begins(start, 8, "WEBP")) {
            return "image/webp";
        }
        boolean jpeg = start.length > 2 && (start[0] & 0xFF) == 0xFF && (start[1] & 0xFF) == 0xD8;
        return jpeg ? "image/jpeg" : UNKNOWN;
    }

    /** Each format of sound that the service offers begins with bytes of its own, but for raw samples. */
    static String ofSound(byte[] start) {
        if (begins(start, 0, "RIFF") && begins(start, 8, "WAVE")) {
            return "audio/wav";
        }
        if (begins(start, 0, "fLaC")) {
            return "audio/flac";
        }
        if (begins(start, 0, "OggS")) {
            return "audio/ogg";
        }
        if (begins(start, 4, "ftyp")) {
            return "audio/mp4";
        }
        if (begins(start, 0, "ID3")) {
            return "audio/mpeg";
        }
        return start.length > 3 && (start[0] & 0xFF) == 0xFF ? framed(start) : "audio/pcm";
    }

    /** Frames of MPEG begin with eleven set bits, then tell layer, rate and frequency, of which some values mean nothing. */
    private static String framed(byte[] start) {
        if ((start[1] & 0xF6) == 0xF0) {
            return "audio/aac";
        }
        boolean layer3 = (start[1] & 0xE6) == 0xE2 && (start[1] & 0x18) != 0x08;
        boolean rates = (start[2] & 0xF0) != 0xF0 && (start[2] & 0xF0) != 0 && (start[2] & 0x0C) != 0x0C;
        return layer3 && rates ? "audio/mpeg" : "audio/pcm";
    }

    private static boolean begins(byte[] start, int at, String letters) {
        if (start.length < at + letters.length()) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            if (start[at + i] != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** With its dot. */
    static String extension(String contentType) {
        return EXTENSIONS.getOrDefault(contentType, ".bin");
    }
}
