package org.virtp2v.targets.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.preflight.PreflightListener;
import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.DataConnection;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.server.ServerInspection;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.core.source.BlockExport;
import org.virtp2v.core.source.BlockExporter;

/**
 * What a conversion puts into the directory on the conversion server, in a directory of this machine: the engine itself runs
 * up to where it copies the files. Nobody listens on the port of the disk, so virt-v2v ends where it opens the source.
 */
final class RemoteDirectory {
    private static final int NOBODY_LISTENS = 1;
    private final Path dir;

    private RemoteDirectory(Path dir) {
        this.dir = dir;
    }

    static RemoteDirectory of(ConversionPlan plan, Path dir) throws IOException {
        for (RemoteFile file : files(plan)) {
            Path path = dir.resolve(file.name());
            Files.write(path, file.content());
            Files.setPosixFilePermissions(path,
                    PosixFilePermissions.fromString(file.executable() ? "rwx------" : "rw-------"));
        }
        return new RemoteDirectory(dir);
    }

    static List<RemoteFile> files(ConversionPlan plan) {
        List<RemoteFile> files = new ArrayList<>();
        var access = fake(ServerAccess.class, Map.of("openDataConnection",
                a -> fake(DataConnection.class, Map.of("remotePort", b -> NOBODY_LISTENS, "isOpen", b -> true)),
                "prepare", a -> {
                    ((List<?>) a[0]).forEach(file -> files.add((RemoteFile) file));
                    throw new ConnectionException(ConnectionException.Reason.LOST, "far enough", null);
                }));
        var exporter = fake(BlockExporter.class, Map.of("export",
                a -> fake(BlockExport.class, Map.of("disk", b -> a[0], "server", b -> plan.nbdServers().getFirst()))));
        var server = fake(ConversionServer.class, Map.of("access", a -> access));
        var probe = fake(MachineProbe.class, Map.of("reports", a -> Map.of()));
        new Engine(probe, exporter, server, BuiltIns.TARGETS, "1.0.0", Clock.systemUTC()).conversion(plan, event -> {
        }).run();
        return files;
    }

    /** Runs the preflight up to where it looks around on the server. */
    static void preflight(ConversionPlan plan, Consumer<SurveyRequest> surveys) {
        var inspection = fake(ServerInspection.class, Map.of("testForward", a -> Duration.ZERO, "survey", a -> {
            surveys.accept((SurveyRequest) a[0]);
            throw new ConnectionException(ConnectionException.Reason.LOST, "far enough", null);
        }));
        var info = new ServerInfo("2.2.0", true, List.of(), List.of());
        var access = fake(ServerAccess.class, Map.of("test", a -> info, "inspect", a -> inspection));
        try {
            new Preflight(plan, fake(PreflightListener.class, Map.of())).run(access);
        } catch (ConnectionException e) {
            // It has asked.
        } catch (ServerException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Call {
        Object with(Object[] arguments) throws Exception;
    }

    private static <T> T fake(Class<T> type, Map<String, Call> calls) {
        return type.cast(Proxy.newProxyInstance(RemoteDirectory.class.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> {
                    Call call = calls.get(method.getName());
                    return call != null ? call.with(arguments) : method.getReturnType() == boolean.class ? false : null;
                }));
    }

    record Run(int code, String output) {
    }

    /** Runs the script as the conversion server does. */
    Run run(Path programs) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", "virt-v2v-wrapper.sh").directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    /** Everything that is left in the directory. */
    String left() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.list(dir)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(file.getFileName()).append(":\n").append(Files.readString(file));
            }
        }
        return text.toString();
    }

    String log() throws IOException {
        return Files.readString(dir.resolve("virt-v2v-conversion-log.txt"));
    }

    static void program(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
