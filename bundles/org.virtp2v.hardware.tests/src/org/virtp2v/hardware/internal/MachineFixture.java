package org.virtp2v.hardware.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

import org.virtp2v.core.machine.Machine;

/**
 * A machine written down as text (see {@code fixtures/README.md} for the format), expanded below a temporary directory,
 * with the commands' recorded output.
 */
final class MachineFixture implements CommandRunner {
    /** The line before what lsblk prints. */
    static final String LSBLK = "$ lsblk --json --output " + Lsblk.COLUMNS + "\n";

    private final Path root;
    private final Map<String, byte[]> outputs = new HashMap<>();
    private final List<String> commands = new ArrayList<>();
    private Clock clock = Clock.systemUTC();

    private MachineFixture(Path root) {
        this.root = root;
    }

    /** Expands {@code fixtures/NAME.machine}. */
    static MachineFixture load(String name, Path root) {
        try {
            return new MachineFixture(root).with(Files.readString(Path.of("fixtures", name + ".machine")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MachineFixture empty(Path root) {
        return new MachineFixture(root);
    }

    /** Adds to the machine; what is there already is replaced. */
    MachineFixture with(String text) {
        var lines = text.lines().toList();
        try {
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                var block = new StringBuilder();
                while (i + 1 < lines.size() && lines.get(i + 1).startsWith("    ")) {
                    block.append(lines.get(++i).substring(4)).append('\n');
                }
                if (!line.isBlank() && !line.startsWith("#")) {
                    add(line, block.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    MachineFixture withoutCommand(String command) {
        outputs.remove(command);
        return this;
    }

    MachineFixture at(String instant, String zone) {
        clock = Clock.fixed(Instant.parse(instant), ZoneId.of(zone));
        return this;
    }

    LinuxMachineProbe probe() {
        return new LinuxMachineProbe(root, this, clock);
    }

    Machine machine() throws InterruptedException {
        return probe().probe();
    }

    /** Looks at the machine with commands that print something else than what was recorded. */
    Machine machine(UnaryOperator<byte[]> output) throws InterruptedException {
        return new LinuxMachineProbe(root, (limit, success, command) -> run(limit, success, command).map(output), clock)
                .probe();
    }

    SystemFiles files() {
        return new SystemFiles(root);
    }

    /** The commands that were run, in order. */
    List<String> commands() {
        synchronized (commands) {
            return List.copyOf(commands);
        }
    }

    @Override
    public Optional<byte[]> run(Duration limit, IntPredicate success, String... command) {
        var line = String.join(" ", command);
        synchronized (commands) {
            commands.add(line);
        }
        return Optional.ofNullable(outputs.get(line));
    }

    private void add(String line, String block) throws IOException {
        var words = line.split(" +");
        switch (words[0]) {
            case "$hex" -> outputs.put(line.substring(5), HexFormat.of().parseHex(block.replaceAll("\\s", "")));
            case "$" -> outputs.put(line.substring(2), block.getBytes(StandardCharsets.UTF_8));
            case "clock" -> at(words[1], words[2]);
            case "block" -> block(words[1], words[2], words[3]);
            case "net" -> net(words[1], words[2]);
            case "bytes" -> bytes(words[1], words[2]);
            default -> file(line, block);
        }
    }

    private void bytes(String path, String hexadecimal) throws IOException {
        var file = root.resolve(path);
        createDirectory(file.getParent());
        Files.write(file, HexFormat.of().parseHex(hexadecimal));
    }

    private void file(String line, String block) throws IOException {
        if (line.contains(" -> ")) {
            var parts = line.split(" -> ");
            link(parts[0], parts[1]);
        } else if (line.endsWith("/")) {
            Files.createDirectories(root.resolve(line));
        } else {
            // Paths of devices have colons of their own.
            int colon = line.endsWith(":") ? line.length() - 1 : line.indexOf(": ");
            write(line.substring(0, colon), block.isEmpty() ? line.substring(colon + 2) + "\n" : block);
        }
    }

    /** A block device with its three links; a directory inside another block device's is a partition. */
    private void block(String devices, String number, String sectors) throws IOException {
        var directory = "sys/devices/" + devices;
        var name = devices.substring(devices.lastIndexOf('/') + 1);
        write(directory + "/dev", number + "\n");
        write(directory + "/size", sectors + "\n");
        if (Files.exists(root.resolve(directory).resolveSibling("dev"))) {
            write(directory + "/partition", "1\n");
        } else {
            Files.createDirectories(root.resolve(directory + "/slaves"));
            link("sys/block/" + name, "../devices/" + devices);
        }
        link("sys/class/block/" + name, "../../devices/" + devices);
        link("sys/dev/block/" + number, "../../devices/" + devices);
    }

    private void net(String devices, String address) throws IOException {
        var directory = "sys/devices/" + devices;
        var name = devices.substring(devices.lastIndexOf('/') + 1);
        write(directory + "/address", address + "\n");
        if (!devices.startsWith("virtual/")) {
            link(directory + "/device", "../..");
        }
        link("sys/class/net/" + name, "../../devices/" + devices);
    }

    private void write(String path, String content) throws IOException {
        var file = root.resolve(path);
        createDirectory(file.getParent());
        Files.writeString(file, content);
    }

    private void link(String path, String target) throws IOException {
        var link = root.resolve(path);
        createDirectory(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(target));
    }

    private static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
    }
}
