package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.text.Json;
import org.virtp2v.core.text.JsonReader;

/**
 * The ports on the server's {@code localhost} through which virt-v2v reaches the disks: those of the data connections,
 * or, where the server can run it, those of the relay that stands between. The relay chooses its own when it begins, so
 * they are not known before.
 *
 * @param ports
 *            for each disk of the plan the port of its data connection
 * @param interpreter
 *            the program on the server that runs the relay; null: there is none, and virt-v2v uses the ports themselves
 * @param keys
 *            for each disk the key that the relay proves to know
 */
public record DiskPorts(List<Integer> ports, @Nullable String interpreter, List<ExportKey> keys) {
    /** What the relay has to know, keys among it. */
    public static final String SETTINGS = "relay.json";
    /** How much longer the relay waits than the script around virt-v2v. */
    private static final Duration RELAY_MARGIN = Duration.ofMinutes(5);

    public DiskPorts {
        ports = List.copyOf(ports);
        keys = List.copyOf(keys);
    }

    /**
     * The ways of these data connections. There is a relay only when each of them demands that it proves the key.
     *
     * @param keys
     *            their keys, in the same order
     */
    public static DiskPorts of(List<DataConnection> connections, List<ExportKey> keys) {
        List<String> interpreters = connections.stream().map(DataConnection::relayInterpreter)
                .filter(Objects::nonNull).toList();
        boolean relay = !interpreters.isEmpty() && interpreters.size() == connections.size();
        return new DiskPorts(connections.stream().map(DataConnection::remotePort).toList(),
                relay ? interpreters.getFirst() : null, keys);
    }

    /** Whether there is a relay. */
    public boolean hasRelay() {
        return interpreter != null;
    }

    /**
     * For each disk its port in the description of the machine; with a relay a word in its place, which the wrapper
     * script replaces.
     */
    List<String> described() {
        return hasRelay() ? IntStream.rangeClosed(1, ports.size()).mapToObj(disk -> "relay-" + disk).toList()
                : ports.stream().map(String::valueOf).toList();
    }

    /** The relay's program; nothing without one. */
    List<RemoteFile> program() {
        return hasRelay() ? ServerProgram.RELAY.files(RemoteFile.Kind.NEEDED) : List.of();
    }

    /**
     * What the relay has to know, in JSON: keys, sizes in bytes, and how many seconds it waits; nothing without one. It
     * waits longer than the script around virt-v2v does, which ends virt-v2v and removes its output: an error from the
     * relay would only be a worse end. For a guest that runs already it waits for ever, and lets those in who run it.
     */
    List<RemoteFile> settings(ConversionPlan plan) {
        if (!hasRelay()) {
            return List.of();
        }
        Duration patience = plan.login().patience().plus(RELAY_MARGIN);
        List<Json> exports = IntStream.range(0, keys.size())
                .mapToObj(i -> Json.object().with("disk", i + 1).with("size", plan.disks().get(i).sizeBytes())
                        .with("key", keys.get(i).hex()))
                .toList();
        Json json = plan.instant() ? Json.object().with("reconnect", null).with("guest_users", true)
                : Json.object().with("reconnect", patience.toSeconds());
        String text = json.with("exports", exports) + "\n";
        return List.of(RemoteFile.needed(SETTINGS, text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The keys of a run that goes on.
     *
     * @param json
     *            the relay's settings, as {@link #settings} made them
     * @param plan
     *            of the same disks
     * @throws IllegalArgumentException
     *             when they are not those of the plan's disks
     */
    public static List<ExportKey> keys(String json, ConversionPlan plan) {
        List<ExportKey> keys = new ArrayList<>();
        if (JsonReader.object(json).get("exports") instanceof List<?> exports) {
            for (Object export : exports) {
                if (export instanceof Map<?, ?> map && map.get("key") instanceof String key) {
                    keys.add(ExportKey.of(key));
                }
            }
        }
        if (keys.size() != plan.disks().size()) {
            throw new IllegalArgumentException("not a key for each disk");
        }
        return keys;
    }
}
