package org.virtp2v.core.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The members of an object that a program on the server has told; those that are missing, or something else, are empty
 * or zero. Texts are printable and bounded.
 *
 * @param all
 *            as {@link JsonReader} reads them
 */
public record JsonMembers(Map<String, @Nullable Object> all) {
    private static final int LONGEST_TEXT = 2000;
    private static final double MOST_SECONDS = 86_400;
    /** The beginning of a PNG, see RFC 2083, section 12.12. */
    private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

    /**
     * The members of the object that a text is.
     *
     * @throws IllegalArgumentException
     *             when it is none
     */
    public static JsonMembers of(String text) {
        return new JsonMembers(JsonReader.object(text));
    }

    /** The text of a member. */
    public String text(String name) {
        StringBuilder clean = new StringBuilder();
        raw(name).codePoints().limit(LONGEST_TEXT).filter(c -> c == '\n' || !Character.isISOControl(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** The text of a member; null when it is blank. */
    public @Nullable String optional(String name) {
        String text = text(name);
        return text.isBlank() ? null : text;
    }

    /** The members of an object within. */
    public JsonMembers object(String name) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (all.get(name) instanceof Map<?, ?> object) {
            object.forEach((member, value) -> members.put(String.valueOf(member), value));
        }
        return new JsonMembers(members);
    }

    /** A whole number. */
    public long number(String name) {
        return all.get(name) instanceof BigDecimal value ? value.longValue() : 0;
    }

    /** Seconds, up to a day. */
    public Duration time(String name) {
        double seconds = all.get(name) instanceof BigDecimal value ? value.doubleValue() : 0;
        return Duration.ofMillis(Math.round(Math.clamp(seconds, 0, MOST_SECONDS) * 1000));
    }

    /**
     * A picture, in Base64.
     *
     * @throws IllegalArgumentException
     *             when it is no PNG
     */
    public byte[] png(String name) {
        byte[] png = Base64.getDecoder().decode(raw(name));
        for (int i = 0; i < PNG.length; i++) {
            if (i >= png.length || png[i] != PNG[i]) {
                throw new IllegalArgumentException("no PNG");
            }
        }
        return png;
    }

    private String raw(String name) {
        return all.get(name) instanceof String value ? value : "";
    }
}
