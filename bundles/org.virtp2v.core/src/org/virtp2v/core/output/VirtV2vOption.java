package org.virtp2v.core.output;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.OutputSettings;
import org.virtp2v.core.settings.OutputSettings.Allocation;
import org.virtp2v.core.settings.Settings;

/**
 * One of virt-v2v's options about the output, see virt-v2v(1): how virt-v2v calls it, which key of the kernel command
 * line gives it, and where it stands in {@link OutputSettings}. The short form of the key is the option with other
 * marks before it: {@code p2v.o} is {@code -o}.
 *
 * @param key
 *            its key on the kernel command line
 * @param name
 *            the name before the {@code =} of an {@code -oo}; empty for the other options, and for any {@code -oo}
 */
public record VirtV2vOption(Key key, String name) {
    /** The output mode. */
    public static final VirtV2vOption MODE = new VirtV2vOption(Key.OUTPUT_TYPE, "");
    /** Whether space is set aside for the whole disk. */
    public static final VirtV2vOption ALLOCATION = new VirtV2vOption(Key.OUTPUT_ALLOCATION, "");
    /** The management system or hypervisor that virt-v2v connects to. */
    public static final VirtV2vOption CONNECTION = new VirtV2vOption(Key.OUTPUT_CONNECTION, "");
    /** The format of the disks. */
    public static final VirtV2vOption FORMAT = new VirtV2vOption(Key.OUTPUT_FORMAT, "");
    /** Where the disks go. */
    public static final VirtV2vOption STORAGE = new VirtV2vOption(Key.OUTPUT_STORAGE, "");
    /** Options of the mode, each {@code NAME} or {@code NAME=VALUE}. */
    public static final VirtV2vOption MISC = new VirtV2vOption(Key.OUTPUT_MISC, "");
    /** All, each {@code -oo} in the last. */
    public static final List<VirtV2vOption> ALL = List.of(MODE, ALLOCATION, CONNECTION, FORMAT, STORAGE, MISC);

    /** {@code -oo NAME} or {@code -oo NAME=VALUE}. */
    public static VirtV2vOption misc(String name) {
        return new VirtV2vOption(Key.OUTPUT_MISC, name);
    }

    /** The option that virt-v2v calls so. */
    public static Optional<VirtV2vOption> of(String flag) {
        return ALL.stream().filter(option -> option.flag().equals(flag)).findFirst();
    }

    /** virt-v2v's name of it. */
    public String flag() {
        return "-" + key.shortestForm().substring(Key.PREFIX.length());
    }

    /** Whether it is one of several {@code -oo}. */
    public boolean isMisc() {
        return key == Key.OUTPUT_MISC;
    }

    /** Whether that {@code -oo} is this one. */
    boolean isIn(String misc) {
        return isMisc() && (name.isEmpty() || misc.equals(name) || misc.startsWith(name + "="));
    }

    /** Its arguments on virt-v2v's command line, one for each time; none when virt-v2v decides. */
    public List<String> arguments(OutputSettings output) {
        if (isMisc()) {
            return output.misc().stream().filter(this::isIn).toList();
        }
        String argument = key.write(Settings.NONE.withOutput(output));
        boolean open = argument.isEmpty() || key == Key.OUTPUT_ALLOCATION && output.allocation() == Allocation.NONE;
        return open ? List.of() : List.of(argument);
    }

    /**
     * Its value; {@code true} for an {@code -oo} without one, several separated by commas; empty when it is not given.
     */
    public String read(OutputSettings output) {
        return arguments(output).stream().map(this::value).collect(Collectors.joining(","));
    }

    private String value(String argument) {
        if (name.isEmpty()) {
            return argument;
        }
        return argument.equals(name) ? "true" : argument.substring(name.length() + 1);
    }

    /**
     * The options with this one given, in the place of its arguments before.
     *
     * @param arguments
     *            its arguments on virt-v2v's command line, one for each time; none takes it away
     * @throws IllegalArgumentException
     *             when virt-v2v has no such argument
     */
    public OutputSettings write(List<String> arguments, OutputSettings output) {
        if (isMisc()) {
            return output.withMisc(Stream.concat(output.misc().stream().filter(misc -> !isIn(misc)), arguments.stream())
                    .toList());
        }
        return arguments.isEmpty() ? copy(OutputSettings.NONE, output)
                : key.read(arguments.getFirst(), Settings.NONE.withOutput(output)).output();
    }

    /** The options with this one, not a single {@code -oo}, as it is in others, given or not. */
    public OutputSettings copy(OutputSettings from, OutputSettings to) {
        return key.copy(Settings.NONE.withOutput(from), Settings.NONE.withOutput(to)).output();
    }

    /** As people write it: {@code -o}, or {@code -oo server-id}. */
    @Override
    public String toString() {
        return String.join(" ", name.isEmpty() ? List.of(flag()) : List.of(flag(), name));
    }
}
