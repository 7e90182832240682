package org.virtp2v.ui.internal.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.Settings;

/** What virt-v2v does with the guest, as text in fields. UI thread only. */
public final class OutputModel {
    private final WritableValue<String> type;
    private final WritableValue<String> connection;
    private final WritableValue<String> storage;
    private final WritableValue<String> format;
    private final WritableValue<Settings.Allocation> allocation;
    private final WritableValue<String> misc;

    OutputModel(Settings.Output complete) {
        type = new WritableValue<>(complete.type(), String.class);
        connection = text(complete.connection());
        storage = text(complete.storage());
        format = text(complete.format());
        allocation = new WritableValue<>(complete.allocation(), Settings.Allocation.class);
        misc = text(String.join(",", complete.misc()));
        type.addValueChangeListener(e -> typeChanged(e.diff.getOldValue(), e.diff.getNewValue()));
    }

    private static WritableValue<String> text(@Nullable String value) {
        return new WritableValue<>(value == null ? "" : value, String.class);
    }

    /** A storage that the user did not choose gives way to the new mode's. */
    private void typeChanged(String before, String now) {
        if (storage.getValue().strip().equals(OutputMode.of(before).defaultStorage())) {
            storage.setValue(OutputMode.of(now).defaultStorage());
        }
    }

    /** {@code -o}. */
    public IObservableValue<String> type() {
        return type;
    }

    /** {@code -oc}. */
    public IObservableValue<String> connection() {
        return connection;
    }

    /** {@code -os}. */
    public IObservableValue<String> storage() {
        return storage;
    }

    /** {@code -of}. */
    public IObservableValue<String> format() {
        return format;
    }

    /** {@code -oa}. */
    public IObservableValue<Settings.Allocation> allocation() {
        return allocation;
    }

    /** {@code -oo}, separated by commas. */
    public IObservableValue<String> misc() {
        return misc;
    }

    /** The mode that is chosen. */
    public OutputMode mode() {
        return OutputMode.of(type.getValue());
    }

    /**
     * The modes to choose from, the chosen one among them.
     *
     * @param server
     *            what the server can do; null: not known yet
     */
    public List<OutputMode> offered(@Nullable ServerInfo server) {
        List<String> names = new ArrayList<>(server == null ? OutputMode.USUAL : server.outputModes());
        names.remove("vdsm");
        if (!names.contains(type.getValue())) {
            names.add(0, type.getValue());
        }
        return names.stream().map(OutputMode::of).toList();
    }

    /** Whether the server did not report the chosen mode. */
    boolean isMissing(@Nullable ServerInfo server) {
        return server != null && server.outputModes().stream().noneMatch(mode()::is);
    }

    /** What is chosen; of what the mode does not use, nothing. */
    Settings.Output output() {
        OutputMode mode = mode();
        String place = mode.usesStorage() ? orNull(storage) : null;
        // Empty means that there is to be none, where otherwise the default would be taken.
        boolean none = place == null && Defaults.storesFiles(mode.name());
        return new Settings.Output(mode.name(), allocation.getValue(),
                mode.usesConnection() ? orNull(connection) : null, orNull(format), none ? "" : place, mode.usesMisc() ? list(misc.getValue()) : List.of());
    }

    private static @Nullable String orNull(WritableValue<String> text) {
        return text.getValue().isBlank() ? null : text.getValue().strip();
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
}
