package org.virtp2v.nbd.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/**
 * The command lines of the NBD servers that are programs: qemu-nbd(8), nbdkit(1) and systemd-socket-activate(1). Every
 * one of them serves the disk read-only, to any number of connections, on a Unix socket; none may ever listen on TCP.
 */
final class ServerCommand {
    private static final Messages TEXT = Messages.beside(ServerCommand.class);
    private static final String ACTIVATOR = "systemd-socket-activate";

    private ServerCommand() {
    }

    /**
     * The command that serves a disk and stays in the foreground.
     *
     * @param disk
     *            absolute path: qemu-nbd looks for a protocol prefix ({@code nbd:}, {@code json:}) only before the
     *            first slash, and nbdkit for a key only before the first {@code =}, so no path is taken for anything
     *            else
     * @param socket
     *            absolute path of the socket to make and to listen on
     * @throws ServerFailure
     *             when a program that is needed is not installed
     */
    static List<String> of(NbdServer server, Tools tools, Path disk, Path socket) throws ServerFailure {
        return switch (server) {
            case BUILTIN -> throw new IllegalArgumentException("not a program: " + server);
            case QEMU_NBD -> activated(tools, socket, qemuNbd(tools, disk, List.of()));
            case QEMU_NBD_NO_SA -> qemuNbd(tools, disk, List.of("--socket=" + socket));
            case NBDKIT -> activated(tools, socket, nbdkit(tools, disk, List.of()));
            case NBDKIT_NO_SA -> nbdkit(tools, disk, List.of("--unix", socket.toString()));
        };
    }

    private static List<String> qemuNbd(Tools tools, Path disk, List<String> listen) throws ServerFailure {
        List<String> command = new ArrayList<>(List.of(installed(tools, "qemu-nbd"), "--read-only", "--persistent",
                "--shared=0", "--format=raw"));
        command.addAll(listen);
        command.add(disk.toString());
        return command;
    }

    private static List<String> nbdkit(Tools tools, Path disk, List<String> listen) throws ServerFailure {
        List<String> command = new ArrayList<>(List.of(installed(tools, "nbdkit"), "--readonly", "--foreground",
                "--exit-with-parent", "--log=stderr"));
        command.addAll(listen);
        command.addAll(List.of("file", "file=" + disk));
        return command;
    }

    private static List<String> activated(Tools tools, Path socket, List<String> server) throws ServerFailure {
        List<String> command = new ArrayList<>(List.of(installed(tools, ACTIVATOR), "--listen=" + socket));
        command.addAll(server);
        return command;
    }

    private static String installed(Tools tools, String name) throws ServerFailure {
        return tools.find(name).orElseThrow(
                () -> ServerFailure.missing(TEXT.get("server.missing", name, TEXT.get("package." + name)))).toString();
    }
}
