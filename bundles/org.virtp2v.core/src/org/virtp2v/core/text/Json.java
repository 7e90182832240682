package org.virtp2v.core.text;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) on one line. There is only this writer in the program; {@link JsonReader} reads. Not
 * thread-safe.
 */
public final class Json {
    private final StringBuilder text = new StringBuilder("{");

    private Json() {
    }

    /** An object that has no members yet. */
    public static Json object() {
        return new Json();
    }

    /**
     * Adds a member; members stay in this order.
     *
     * @param name
     *            its name, used once
     * @param value
     *            a string, number, boolean, {@code Json}, {@code Map} with strings as keys, {@code Iterable} of such
     *            values, or null; NaN and infinite numbers, which JSON does not have, become null; anything else is
     *            written as the string that it describes itself with
     */
    public Json with(String name, @Nullable Object value) {
        if (text.length() > 1) {
            text.append(',');
        }
        string(name);
        text.append(':');
        value(value);
        return this;
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> text.append("null");
            case Json json -> text.append(json);
            case Boolean b -> text.append(b);
            case Double d when !Double.isFinite(d) -> text.append("null");
            case Float f when !Float.isFinite(f) -> text.append("null");
            case Number n -> text.append(n);
            case Map<?, ?> map -> {
                Json json = object();
                map.forEach((k, v) -> json.with(String.valueOf(k), v));
                text.append(json);
            }
            case Iterable<?> values -> array(values);
            default -> string(value.toString());
        }
    }

    private void array(Iterable<?> values) {
        text.append('[');
        boolean first = true;
        for (Object value : values) {
            if (!first) {
                text.append(',');
            }
            first = false;
            value(value);
        }
        text.append(']');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (mustBeEscaped(value, i)) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** Control characters, what some readers take for the end of a line, and halves of characters that UTF-8 lacks. */
    private static boolean mustBeEscaped(String value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(value.charAt(i - 1));
        }
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /** The object, on one line. */
    @Override
    public String toString() {
        return text + "}";
    }
}
