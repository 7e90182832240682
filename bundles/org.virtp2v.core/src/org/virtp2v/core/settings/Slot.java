package org.virtp2v.core.settings;

import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Where the value of a key stands in {@link Settings}, and of which kind it is.
 *
 * @param <T> what it is there
 * @param kind how it is read, written and shown
 * @param get its value; null: not given
 * @param with the settings with another value
 */
record Slot<T>(Kind<T> kind, Function<Settings, @Nullable T> get,
        BiFunction<Settings, @Nullable T, Settings> with) {

    static <T> Slot<T> server(Kind<T> kind, Function<ServerSettings, @Nullable T> get,
            BiFunction<ServerSettings, @Nullable T, ServerSettings> with) {
        return new Slot<>(kind, s -> get.apply(s.server()), (s, v) -> s.withServer(with.apply(s.server(), v)));
    }

    static <T> Slot<T> guest(Kind<T> kind, Function<GuestSettings, @Nullable T> get,
            BiFunction<GuestSettings, @Nullable T, GuestSettings> with) {
        return new Slot<>(kind, s -> get.apply(s.guest()), (s, v) -> s.withGuest(with.apply(s.guest(), v)));
    }

    static <T> Slot<T> devices(Kind<T> kind, Function<DeviceSettings, @Nullable T> get,
            BiFunction<DeviceSettings, @Nullable T, DeviceSettings> with) {
        return new Slot<>(kind, s -> get.apply(s.devices()), (s, v) -> s.withDevices(with.apply(s.devices(), v)));
    }

    static <T> Slot<T> output(Kind<T> kind, Function<OutputSettings, @Nullable T> get,
            BiFunction<OutputSettings, @Nullable T, OutputSettings> with) {
        return new Slot<>(kind, s -> get.apply(s.output()), (s, v) -> s.withOutput(with.apply(s.output(), v)));
    }

    static <T> Slot<T> target(Kind<T> kind, Function<TargetChoice, @Nullable T> get,
            BiFunction<TargetChoice, @Nullable T, TargetChoice> with) {
        return new Slot<>(kind, s -> get.apply(s.target()), (s, v) -> s.withTarget(with.apply(s.target(), v)));
    }

    static <T> Slot<T> run(Kind<T> kind, Function<RunSettings, @Nullable T> get,
            BiFunction<RunSettings, @Nullable T, RunSettings> with) {
        return new Slot<>(kind, s -> get.apply(s.run()), (s, v) -> s.withRun(with.apply(s.run(), v)));
    }

    /**
     * The settings with a value that is read.
     *
     * @throws IllegalArgumentException when the text means nothing
     */
    Settings read(String text, Settings settings) {
        T value = kind.read(text);
        T before = get.apply(settings);
        return with.apply(settings, kind.join() == null || before == null ? value : kind.join().apply(before, value));
    }

    /** The value as it is read, secrets included; empty when there is none. */
    String write(Settings settings) {
        T value = get.apply(settings);
        return value == null ? "" : kind.write(value);
    }

    /** The value for people, without what must not be seen; empty when there is none. */
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

    /** Whether what is written is read as the same; a list cannot have an element with a comma. */
    boolean isReadBack(Settings settings) {
        T value = get.apply(settings);
        try {
            return value == null || value.equals(kind.read(kind.write(value)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The settings with the value that others have. */
    Settings copy(Settings from, Settings to) {
        return with.apply(to, get.apply(from));
    }
}
