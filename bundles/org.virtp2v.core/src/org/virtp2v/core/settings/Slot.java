package org.virtp2v.core.settings;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Where the value of a key stands in {@link Settings}, and of which kind it is.
 *
 * @param <T>
 *            the type of the value
 * @param kind
 *            how it is read, written and shown
 * @param get
 *            its value; null: not given
 * @param with
 *            the settings with another value
 * @param copy
 *            the settings, the second, with the value that the first have, or without one like them
 */
record Slot<T>(Kind<T> kind, Function<Settings, @Nullable T> get, BiFunction<Settings, T, Settings> with,
        BinaryOperator<Settings> copy) {

    /**
     * One of the records that {@link Settings} consist of.
     *
     * @param <P>
     *            the record
     * @param get
     *            the record
     * @param with
     *            the settings with another one
     */
    record Part<P>(Function<Settings, P> get, BiFunction<Settings, P, Settings> with) {

        /** The place of a value that is always there. */
        <T> Slot<T> always(Kind<T> kind, Function<P, T> value, BiFunction<P, T, P> change) {
            return slot(kind, value::apply, change, (from, to) -> change.apply(to, value.apply(from)));
        }

        /** The place of a value that may be missing: null. */
        <T> Slot<T> optional(Kind<T> kind, Function<P, @Nullable T> value, BiFunction<P, @Nullable T, P> change) {
            return slot(kind, value, change::apply, (from, to) -> change.apply(to, value.apply(from)));
        }

        private <T> Slot<T> slot(Kind<T> kind, Function<P, @Nullable T> value, BiFunction<P, T, P> change,
                BinaryOperator<P> copy) {
            return new Slot<>(kind, settings -> value.apply(get.apply(settings)),
                    (settings, other) -> with.apply(settings, change.apply(get.apply(settings), other)),
                    (from, to) -> with.apply(to, copy.apply(get.apply(from), get.apply(to))));
        }
    }

    /**
     * The settings with a value that is read.
     *
     * @throws IllegalArgumentException
     *             when the text means nothing
     */
    Settings read(String text, Settings settings) {
        T value = kind.read(text);
        T before = get.apply(settings);
        BinaryOperator<T> join = kind.join();
        return with.apply(settings, join == null || before == null ? value : join.apply(before, value));
    }

    /** The value as it is read, secrets included; empty when there is none. */
    String write(Settings settings) {
        T value = get.apply(settings);
        return value == null ? "" : kind.write(value);
    }

    /** The value as it is read, one text for each time that the key is given; none when there is no value. */
    List<String> occurrences(Settings settings) {
        T value = get.apply(settings);
        return value == null ? List.of() : kind.occurrences(value);
    }

    /** The value for people, without secrets; empty when there is none. */
    String show(Settings settings) {
        T value = get.apply(settings);
        return value == null ? "" : kind.show(value);
    }

    /** Whether some of the value must not be seen. */
    boolean isSecret(Settings settings) {
        T value = get.apply(settings);
        return value != null && kind.isSecret(value);
    }

    /** Whether both have the same value. */
    boolean isSame(Settings one, Settings other) {
        return Objects.equals(get.apply(one), get.apply(other));
    }

    /** Whether the written text is read as the same value; a list cannot have an element with a comma. */
    boolean isReadBack(Settings settings) {
        T value = get.apply(settings);
        try {
            return value == null || value.equals(kind.read(kind.write(value)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
