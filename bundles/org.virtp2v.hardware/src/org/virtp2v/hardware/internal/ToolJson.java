package org.virtp2v.hardware.internal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

/** The JSON that tools print: anything of it may be missing. */
final class ToolJson {
    private ToolJson() {
    }

    /** What a text says; empty when it says nothing or cannot be understood. */
    static <T> Optional<T> read(String json, Class<T> type) {
        try {
            return Optional.ofNullable(new Gson().fromJson(json, type));
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    /** A list that may be missing, without the nulls that it may have. */
    static <T> List<T> present(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
