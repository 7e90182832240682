package org.virtp2v.core.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) that somebody else may have written: what is not exactly JSON, is nested deeply, or names a
 * member twice is refused. Not thread-safe.
 */
public final class JsonReader {
    private static final int DEEPEST = 20;
    private static final int LONGEST_NUMBER = 40;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads a text that is one object.
     *
     * @return its members: {@link String}, {@link BigDecimal}, {@link Boolean}, {@link List}, {@link Map} with strings
     *         as keys, or null
     * @throws IllegalArgumentException
     *             when it is anything else
     */
    public static Map<String, @Nullable Object> object(String text) {
        JsonReader reader = new JsonReader(text);
        reader.space();
        Map<String, @Nullable Object> members = reader.members();
        reader.space();
        if (reader.at != text.length()) {
            throw reader.wrong();
        }
        return members;
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not JSON at character " + at);
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        begin('{');
        if (peek() != '}') {
            do {
                space();
                String name = string();
                space();
                take(':');
                space();
                if (members.containsKey(name)) {
                    throw wrong();
                }
                members.put(name, value());
                space();
            } while (goesOn());
        }
        end('}');
        return members;
    }

    private List<@Nullable Object> elements() {
        List<@Nullable Object> elements = new ArrayList<>();
        begin('[');
        if (peek() != ']') {
            do {
                space();
                elements.add(value());
                space();
            } while (goesOn());
        }
        end(']');
        return elements;
    }

    private void begin(char bracket) {
        take(bracket);
        if (++depth > DEEPEST) {
            throw wrong();
        }
        space();
    }

    private void end(char bracket) {
        take(bracket);
        depth--;
    }

    private boolean goesOn() {
        if (peek() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private String string() {
        take('"');
        StringBuilder read = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong();
            }
            read.append(c == '\\' ? escaped() : c);
        }
        at++;
        return read.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong();
        };
    }

    private char unicode() {
        int end = at + 4;
        if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]{4}")) {
            throw wrong();
        }
        char c = (char) Integer.parseInt(text.substring(at, end), 16);
        at = end;
        return c;
    }

    private BigDecimal number() {
        Matcher number = NUMBER.matcher(text).region(at, Math.min(text.length(), at + LONGEST_NUMBER));
        if (!number.lookingAt()) {
            throw wrong();
        }
        at = number.end();
        return new BigDecimal(number.group());
    }

    private <T extends @Nullable Object> T word(String word, T value) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return value;
    }

    private char peek() {
        if (at == text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw wrong();
        }
        at++;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
