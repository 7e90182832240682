package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.testing.FakeTarget;
import org.virtp2v.core.testing.Plans;

/** Runs the wrapper script with real bash; a virt-v2v that only records its arguments stands at the port. */
abstract class RecordedWrapperFixture {
    @TempDir
    Path dir;
    Path arguments;

    @BeforeEach
    void installRecorder() throws Exception {
        arguments = dir.resolve("arguments");
        Path bin = Files.createDirectory(dir.resolve("bin"));
        program(bin.resolve("virt-v2v"), """
                #!/bin/bash
                if [ "$1" = --version ]; then echo virt-v2v 2.2.0; exit 0; fi
                printf '%s\\0' "$@" > "$ARGUMENTS"
                [ -z "$(cat)" ] || exit 9
                cp status status-while-running
                echo to-user; echo to-log >&2
                for i in $(seq 60); do echo line $i >&2; done
                exit ${CODE:-0}
                """);
        program(bin.resolve("sudo"), "#!/bin/bash\n[ \"$1\" = -n ] || exit 8\nshift\nexec \"$@\"\n");
    }

    static final String TARGET = "p2v.disks=/a p2v.target=fake p2v.target.word=\"it's $w\""
            + " p2v.target.secret=hunter2'$HOME ";
    /** The guest's name belongs to one run at a time, and a run may end after its test. */
    final String server = "p2v.server=c p2v.name=g" + ProcessHandle.current().pid() + "-" + System.nanoTime()
            + " ";

    /** Lets virt-v2v write down what the target gives it. */
    void installTarget(String options) throws Exception {
        var plan = Plans.of(server + TARGET + options, FakeTarget.TARGETS);
        for (var file : RemoteFiles.of(plan, Ports.DIRECT, false, "1.0.0", Map.of())) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        for (var file : RemoteFiles.secrets(plan, Ports.DIRECT)) {
            Files.write(dir.resolve(file.name()), file.content());
        }
        program(dir.resolve("bin/sudo"), """
                #!/bin/bash
                [ "$1" = -n ] || exit 8
                shift
                keep=(PATH="$PATH" ARGUMENTS="$ARGUMENTS" CODE="$CODE")
                case $1 in
                  --preserve-env=*)
                    for name in $(tr , ' ' <<< "${1#*=}"); do keep+=("$name=${!name}"); done
                    shift ;;
                esac
                exec env -i "${keep[@]}" "$@"
                """);
        program(dir.resolve("bin/virt-v2v"), """
                #!/bin/bash
                [ "$1" = --version ] && { echo "${FAKE_SECRET-none}"; exit 0; }
                printf '%s\\0' "$@" > "$ARGUMENTS"
                { echo "$FAKE_SECRET"; cat secret-file; echo; cat input-file; } > "$ARGUMENTS.seen"
                exit ${CODE:-0}
                """);
    }

    static void program(Path path, String text) throws Exception {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    record Run(int code, String output) {
    }

    Run run(String options, boolean colours, int code) throws Exception {
        String disks = options.contains("p2v.disks") ? "" : "p2v.disks=/a ";
        String begin = options.contains("p2v.name") ? "p2v.server=c " : server;
        Files.writeString(dir.resolve(WrapperScript.FILE_NAME),
                WrapperScript.of(Plans.of(begin + disks + options), Ports.DIRECT, colours, "1.0.0"));
        return bash(code, WrapperScript.FILE_NAME);
    }

    Run bash(int code, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of("bash"));
        line.addAll(List.of(command));
        var builder = new ProcessBuilder(line).directory(dir.toFile()).redirectErrorStream(true);
        builder.environment().put("PATH", dir.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().put("ARGUMENTS", arguments.toString());
        builder.environment().put("CODE", Integer.toString(code));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    List<String> received() throws Exception {
        return List.of(Files.readString(arguments).split("\0"));
    }

    static ConversionPlan plan(String options) {
        return Plans.of("p2v.server=c p2v.disks=/a " + options);
    }
}
