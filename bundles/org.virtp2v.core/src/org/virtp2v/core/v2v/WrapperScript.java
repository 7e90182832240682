package org.virtp2v.core.v2v;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestClaims;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.ServerProcesses;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.BashScript;

/**
 * Writes {@code virt-v2v-wrapper.sh}, the script that runs virt-v2v on the conversion server, with the values of the
 * plan. The script itself describes its work.
 */
final class WrapperScript {
    /** Its name in the remote directory, and beside this class. */
    static final String FILE_NAME = "virt-v2v-wrapper.sh";

    private WrapperScript() {
    }

    /**
     * The script.
     *
     * @param plan
     *            the plan of the conversion
     * @param ports
     *            how virt-v2v reaches the disks
     * @param colours
     *            whether virt-v2v knows {@code --colours}
     * @param version
     *            version of this program
     */
    static String of(ConversionPlan plan, DiskPorts ports, boolean colours, String version) {
        List<String> variables = TargetFiles.variables(plan);
        List<String> command = new ArrayList<>(sudo(plan, variables));
        command.addAll(plan.instant() ? InstantFiles.command(ports) : ToolArguments.command(plan, colours));
        List<String> versionCommand = new ArrayList<>(sudo(plan, List.of()));
        versionCommand.addAll(List.of(ToolArguments.PROGRAM, "--version"));
        String storage = plan.output().storage();
        BashScript script = ServerProcesses.functionFor(BashScript.beside(WrapperScript.class, FILE_NAME));
        return GuestClaims.of(plan).functionsFor(script)
                .with("virt_p2v", version).with("v2v", command).with("v2v_version", versionCommand)
                .with("colours", colours).with("failed_heading", ToolOutput.FAILED_HEADING)
                .with("environment", variables.isEmpty() ? "" : TargetFiles.ENVIRONMENT)
                .with("secrets", RemoteFiles.secrets(plan, ports).stream().map(RemoteFile::name).toList())
                .with("files", plan.fileNames()).with("disks", plan.target().files().disks())
                .with("disk_bytes", plan.disks().stream().map(SourceDisk::sizeBytes).map(String::valueOf).toList())
                .with("format", Objects.requireNonNullElse(plan.output().format(), ""))
                .with("metadata", plan.target().files().metadata()).with("scripts", TargetFiles.scripts(plan))
                .with("script_place", storage != null && storage.startsWith("/") ? storage : "")
                .with("relay", Objects.requireNonNullElse(ports.interpreter(), ""))
                .with("relay_failed", FailureCause.RELAY_STATUS).with("patience", plan.login().patience().toSeconds())
                .with("gave_up", FailureCause.GIVEN_UP_STATUS).text();
    }

    /** Sudo passes on only the variables that its option names. */
    private static List<String> sudo(ConversionPlan plan, List<String> variables) {
        if (!plan.login().sudo()) {
            return List.of();
        }
        return variables.isEmpty() ? List.of("sudo", "-n")
                : List.of("sudo", "-n", "--preserve-env=" + String.join(",", variables));
    }
}
