package org.virtp2v.core.v2v;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.virtp2v.core.server.RemoteFile;

/**
 * A program for the conversion server, in Python: the file that is run, and the modules that it is made of, in
 * directories beside it. They are files beside this class, and are copied as they are: an administrator can read what
 * runs on the server.
 *
 * @param file
 *            the file that is run
 * @param modules
 *            the others, each with its directory
 */
public record ServerProgram(String file, List<String> modules) {
    /** Stands between virt-v2v and the disks. */
    static final ServerProgram RELAY = new ServerProgram("relay.py",
            in("relay", "ahead", "asks", "channel", "connection", "export", "files", "front", "limits", "line",
                    "listeners", "memory", "nbd", "pace", "peers", "program"));

    private static final List<String> QEMU = in("qemu", "devices", "failure", "firmware", "host", "limits", "machine",
            "monitor", "picture", "screen", "stop_screen", "text");
    /** Starts the finished guest once, and tells what is seen. */
    public static final ServerProgram TRIAL = new ServerProgram("trial.py", with(QEMU,
            in("trial", "command", "config", "guest", "outside", "process", "program", "script", "signs", "watch")));
    /** Stands in virt-v2v's place when the guest is started before its disks are copied. */
    static final ServerProgram INSTANT = new ServerProgram("instant.py",
            with(QEMU, in("instant", "commands", "config", "conversion", "definition", "failure", "files", "guest",
                    "libvirt_guest", "nodes", "outside", "pauses", "physical", "pictures", "processes", "program",
                    "qemu_guest", "stream")));

    public ServerProgram {
        modules = List.copyOf(modules);
    }

    /**
     * Its files, that which is run last: where it is, all are.
     *
     * @param kind
     *            whether the conversion needs them
     */
    public List<RemoteFile> files(RemoteFile.Kind kind) {
        List<String> names = new ArrayList<>(modules);
        names.add(file);
        return names.stream().map(name -> new RemoteFile(name, content(name), kind)).toList();
    }

    /** The files of a package, which is a directory of that name. */
    private static List<String> in(String directory, String... modules) {
        List<String> names = new ArrayList<>(List.of(directory + "/__init__.py"));
        for (String module : modules) {
            names.add(directory + "/" + module + ".py");
        }
        return names;
    }

    private static List<String> with(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static byte[] content(String name) {
        try (InputStream in = ServerProgram.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
