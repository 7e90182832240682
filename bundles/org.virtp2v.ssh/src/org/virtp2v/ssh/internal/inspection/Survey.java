package org.virtp2v.ssh.internal.inspection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsFacts.WindowsTools;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.Python;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * Finds the facts about the server with one script, which makes nothing and changes nothing. It prints each fact as it
 * knows it, the doubtful ones last: a property that has not come in time, as of a file system that hangs, is unknown.
 */
final class Survey {
    private static final BashScript SCRIPT = Python.functions(BashScript.beside(Survey.class, "survey.sh"));

    /** No path is longer: PATH_MAX. */
    private static final int LONGEST_NAME = 4096;
    /** No clock shows a later time, in seconds since 1970: it has no five digits for the year. */
    private static final long LATEST = 253_402_300_799L;
    private static final Pattern PYTHON = Pattern.compile("3\\.\\d{1,3}\\.\\d{1,3}");

    private final SurveyRequest request;
    private final InstantSource clock;

    Survey(SurveyRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
    }

    /**
     * Looks around.
     *
     * @param limit
     *            the longest time to spend
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerFacts run(RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Instant asked = clock.instant();
        Instant answered = asked;
        BoundedText output = new BoundedText();
        try (RemoteScript script = shell.start(script(), List.of())) {
            for (byte[] piece = script.read(deadline); piece != null; piece = script.read(deadline)) {
                answered = output.isEmpty() ? clock.instant() : answered;
                output.add(piece);
                if (output.isFull()) {
                    // That is no answer any more.
                    break;
                }
            }
            if (!output.isFull()) {
                script.end(deadline);
            }
        } catch (TimeoutException e) {
            // The output until now is the result.
        }
        return facts(output.toString(), asked.plus(Duration.between(asked, answered).dividedBy(2)));
    }

    private BashScript script() {
        SurveyRequest.Libvirt libvirt = request.libvirt();
        return SCRIPT.with("tools", request.tools()).with("libvirt", libvirt != null)
                .with("uri", libvirt == null ? "" : orEmpty(libvirt.uri()))
                .with("pool", libvirt == null ? "" : libvirt.pool())
                .with("guest", libvirt == null ? "" : libvirt.guest()).with("storage", orEmpty(request.storage()))
                .with("files", request.files()).with("interpreters", Python.INTERPRETERS)
                .with("sudo", request.virtV2v().sudo()).with("windows", request.virtV2v().windows())
                .with("variables", assignments(request.virtV2v().variables()));
    }

    /** Environment variables as scripts have them, in the order of their names. */
    static List<String> assignments(Map<String, Secret> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue().reveal()).sorted().toList();
    }

    /**
     * Parses the output of the script; what cannot be parsed is unknown.
     *
     * @param between
     *            this machine's time when the server's clock was read
     */
    ServerFacts facts(String output, Instant between) {
        Map<String, String> facts = new HashMap<>();
        List<String> existing = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String line : output.substring(0, output.lastIndexOf('\n') + 1).lines().toList()) {
            String[] parts = line.split(" ", 2);
            String value = parts.length == 1 ? "" : parts[1];
            switch (parts[0]) {
                case "existing" -> named(request.files(), value, existing);
                case "missing-tool" -> named(request.tools(), value, missing);
                default -> facts.put(parts[0], value);
            }
        }
        SurveyRequest.Libvirt libvirt = request.libvirt();
        String storage = libvirt != null ? libvirt.pool() : orEmpty(request.storage());
        Long seconds = BoundedText.number(facts.getOrDefault("clock", ""));
        // the second that was printed is half over on average
        Duration ahead = seconds == null || seconds > LATEST ? null
                : Duration.between(between, Instant.ofEpochSecond(seconds).plusMillis(500));
        return new ServerFacts(place(facts, "temporary", "/tmp"),
                place(facts, "overlays",
                        BoundedText.excerpt(facts.getOrDefault("overlays-name", "/var/tmp"), LONGEST_NAME)),
                place(facts, "storage", storage), facts.containsKey("files-done") ? existing : null,
                facts.containsKey("tools-done") ? missing : null,
                isTrue(facts.get("guest")), ahead, python(facts.get("python")), guestfs(facts));
    }

    private static GuestfsFacts guestfs(Map<String, String> facts) {
        String[] appliance = facts.getOrDefault("appliance", "").split(" ", 2);
        WindowsTools windows = facts.containsKey("windows-done")
                ? new WindowsTools(name(facts, "drivers-name"), facts.containsKey("drivers"),
                        name(facts, "drivers-version"), name(facts, "tools-name"), name(facts, "service"),
                        isTrue(facts.get("ntfs")))
                : null;
        return new GuestfsFacts(word(Kvm.values(), facts.get("kvm"), Kvm.UNKNOWN),
                word(Appliance.values(), appliance[0], Appliance.UNKNOWN),
                appliance.length == 1 ? "" : BoundedText.excerpt(appliance[1], LONGEST_NAME), windows);
    }

    private static String name(Map<String, String> facts, String kind) {
        return BoundedText.excerpt(facts.getOrDefault(kind, ""), LONGEST_NAME);
    }

    private static <E extends Enum<E>> E word(E[] all, @Nullable String word, E unknown) {
        return Arrays.stream(all).filter(each -> each.name().equals(word)).findAny().orElse(unknown);
    }

    /** A version, or nothing. */
    private static @Nullable String python(@Nullable String text) {
        return text == null || text.isEmpty() || PYTHON.matcher(text).matches() ? text : null;
    }

    private static @Nullable Boolean isTrue(@Nullable String word) {
        return "true".equals(word) ? Boolean.TRUE : "false".equals(word) ? Boolean.FALSE : null;
    }

    /** Adds what has this number. */
    private static void named(List<String> all, String number, List<String> to) {
        Long index = BoundedText.number(number);
        if (index != null && index < all.size()) {
            to.add(all.get(index.intValue()));
        }
    }

    private static Place place(Map<String, String> facts, String kind, String name) {
        State state = word(State.values(), facts.get(kind), State.UNKNOWN);
        return state == State.UNKNOWN ? Place.unknown(name)
                : new Place(name, state, BoundedText.number(facts.getOrDefault(kind + "-free", "")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
