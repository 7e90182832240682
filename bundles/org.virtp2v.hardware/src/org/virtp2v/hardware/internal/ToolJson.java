package org.virtp2v.hardware.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/**
 * Reads the JSON of commands whose versions differ, without a fixed idea of it: a part that is not what it was expected
 * to be is as if it were not there, and costs nothing else.
 */
final class ToolJson {
    /** No device has so many bytes, or anything else, that it has more digits. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,17}");

    private ToolJson() {
    }

    /** The outermost object; an empty one when the text is none. */
    static JsonObject object(String text) {
        try {
            var json = JsonParser.parseString(text);
            return json.isJsonObject() ? json.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException e) {
            return new JsonObject();
        }
    }

    /** The objects in the list under a name. */
    static List<JsonObject> objects(JsonObject parent, String name) {
        var found = new ArrayList<JsonObject>();
        if (parent.get(name) instanceof JsonArray list) {
            for (var element : list) {
                if (element.isJsonObject()) {
                    found.add(element.getAsJsonObject());
                }
            }
        }
        return found;
    }

    /** The object under a name; an empty one when there is none. */
    static JsonObject child(JsonObject parent, String name) {
        return parent.get(name) instanceof JsonObject child ? child : new JsonObject();
    }

    /** The text, number or truth value under a name; null when there is none. */
    static @Nullable String text(JsonObject parent, String name) {
        JsonElement value = parent.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
    }

    /** The number under a name, also where it is written as a text; -1 when there is none, or no sensible one. */
    static long number(JsonObject parent, String name) {
        var text = text(parent, name);
        return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }
}
