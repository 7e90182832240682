package org.virtp2v.core.text;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonToken;

/**
 * Reads JSON (RFC 8259) that somebody else may have written: what is not exactly JSON, is nested deeply, or names a
 * member twice is refused.
 */
public final class JsonReader {
    private static final int DEEPEST = 20;
    private static final int LONGEST_NUMBER = 40;

    private JsonReader() {
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
        try (var reader = new com.google.gson.stream.JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(DEEPEST);
            Map<String, @Nullable Object> members = members(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("not JSON: more than one object");
            }
            return members;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // All are for texts that are something else.
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
    }

    private static Map<String, @Nullable Object> members(com.google.gson.stream.JsonReader reader)
            throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw new IllegalArgumentException("not JSON: a member twice");
            }
            members.put(name, value(reader));
        }
        reader.endObject();
        return members;
    }

    private static @Nullable Object value(com.google.gson.stream.JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(reader);
            case BEGIN_ARRAY -> elements(reader);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw new IllegalStateException("no value");
        };
    }

    private static List<@Nullable Object> elements(com.google.gson.stream.JsonReader reader) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(value(reader));
        }
        reader.endArray();
        return elements;
    }

    /** Whoever computes with a number of a million digits is busy for long. */
    private static BigDecimal number(String digits) {
        if (digits.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("a number that is too long");
        }
        return new BigDecimal(digits);
    }
}
