package org.virtp2v.ssh.internal.run;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * The directory on the server that holds all about one conversion. Making it or putting a required file into it either
 * succeeds, or leaves nothing behind.
 */
final class RemoteDirectory {
    private static final Messages TEXT = Messages.beside(RemoteDirectory.class);
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int SUFFIX = 8;
    private static final Pattern FAILED = Pattern.compile("failed (\\d{1,6})(?= |$)");
    private static final int LONGEST_REASON = 500;
    private static final int CANDIDATES = 5;

    private static final BashScript MAKE = BashScript.beside(RemoteDirectory.class, "make-directory.sh");
    private static final BashScript UPLOAD = BashScript.beside(RemoteDirectory.class, "upload.sh");
    private static final BashScript REMOVE_FILES = BashScript.beside(RemoteDirectory.class, "remove-files.sh");
    private static final BashScript REMOVE = BashScript.beside(RemoteDirectory.class, "remove-directory.sh");

    private final RemoteShell shell;
    private final ServerLogin login;
    private final String path;
    private final Duration limit;

    private RemoteDirectory(RemoteShell shell, ServerLogin login, String path, Duration limit) {
        this.shell = shell;
        this.login = login;
        this.path = path;
        this.limit = limit;
    }

    /**
     * Makes a new directory with the file {@code time} in it. The server removes it again when no run has been started
     * in it for as long as it waits for this machine, and nobody has left a report there.
     *
     * @param clock
     *            for the date in its name
     * @param random
     *            for the rest of its name
     * @param limit
     *            the longest time for this, and for each copying of files into it
     */
    static RemoteDirectory make(RemoteShell shell, ServerLogin login, InstantSource clock, RandomGenerator random,
            Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            names.add(name(clock, random));
        }
        String output = shell
                .run("mkdir", MAKE.with("names", names).with("seconds", login.patience().toSeconds()), List.of(), limit)
                .output().strip();
        for (String name : names) {
            if (output.equals("made " + name)) {
                return new RemoteDirectory(shell, login, name, limit);
            }
        }
        throw cannotWrite(login, "/tmp", shell.reason("mkdir", output.replaceFirst("^failed ?", "")));
    }

    /** A directory that was made before. */
    static RemoteDirectory at(String path, RemoteShell shell, ServerLogin login, Duration limit) {
        return new RemoteDirectory(shell, login, path, limit);
    }

    /** The same directory, by another connection. */
    RemoteDirectory over(RemoteShell other) {
        return new RemoteDirectory(other, login, path, limit);
    }

    /** The directory's absolute path, which needs no quoting. */
    String path() {
        return path;
    }

    /**
     * Copies files.
     *
     * @return the names of those that could not be copied, none of which is required
     */
    List<String> upload(List<RemoteFile> files) throws ConnectionException, ServerException, InterruptedException {
        BashScript script = UPLOAD.with("directory", path).with("names", checked(each(files, RemoteFile::name)))
                .with("sizes", each(files, file -> Integer.toString(file.content().length)))
                .with("modes", each(files, file -> file.executable() ? "0700" : "0600"))
                .with("required", each(files, file -> Boolean.toString(file.required())));
        RemoteShell.Result result = shell.run("dd", script, each(files, RemoteFile::content), limit);
        List<String> missing = new ArrayList<>();
        boolean done = false;
        for (String line : result.output().lines().toList()) {
            Matcher failed = FAILED.matcher(line);
            int number = failed.lookingAt() ? Integer.parseInt(failed.group(1)) : files.size();
            if (number < files.size()) {
                RemoteFile file = files.get(number);
                if (file.required()) {
                    throw cannotWrite(login, path + "/" + file.name(),
                            shell.reason("dd", line.substring(failed.end())));
                }
                missing.add(file.name());
            }
            done |= line.equals("done");
        }
        if (!done) {
            throw cannotWrite(login, path, shell.reason("dd", result.errors()));
        }
        return List.copyOf(missing);
    }

    /**
     * Removes files; those that are not there do not matter.
     *
     * @return whether they are gone
     */
    static boolean remove(RemoteShell shell, String directory, List<String> names, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = REMOVE_FILES.with("directory", directory).with("names", checked(names));
        return shell.run("rm", script, List.of(), limit).output().strip().equals("gone");
    }

    /**
     * Takes the directory away again, when it is of no use to anybody.
     *
     * @return whether it is known to be gone
     */
    boolean discard(Duration time) throws ConnectionException, ServerException, InterruptedException {
        return shell.run("rm", REMOVE.with("directory", path), List.of(), time).output().strip().equals("gone");
    }

    static ServerException cannotWrite(ServerLogin login, String path, String line) {
        // only the reason at the end is for people: "bash: line 7: ./name: No space left on device"
        String reason = BoundedText.excerpt(line.substring(line.lastIndexOf(": ") + 1), LONGEST_REASON);
        String key = reason.contains("No space") || reason.contains("quota") ? "write.full" : "write.failed";
        return new ServerException(Reason.CANNOT_WRITE, TEXT.get(key, login.address(), path, reason), null);
    }

    private static String name(InstantSource clock, RandomGenerator random) {
        StringBuilder name = new StringBuilder("/tmp/virt-p2v-");
        name.append(DateTimeFormatter.BASIC_ISO_DATE.format(clock.instant().atOffset(ZoneOffset.UTC).toLocalDate()));
        name.append('-');
        for (int i = 0; i < SUFFIX; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }

    private static <T> List<T> each(List<RemoteFile> files, Function<RemoteFile, T> part) {
        return files.stream().map(part).toList();
    }

    /** Each is a name, or a directory's with one behind it; none may lead elsewhere. */
    private static List<String> checked(List<String> names) {
        for (String name : names) {
            List<String> parts = List.of(name.split("/", -1));
            if (parts.size() > 2 || parts.contains("") || parts.contains(".") || parts.contains("..")) {
                throw new IllegalArgumentException("not the name of a file: " + name);
            }
        }
        return names;
    }
}
