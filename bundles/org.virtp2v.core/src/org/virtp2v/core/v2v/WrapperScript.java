package org.virtp2v.core.v2v;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestClaims;
import org.virtp2v.core.plan.GuestInterface;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.settings.StaticAddress;
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
        List<String> command = new ArrayList<>(program(plan, variables));
        command.addAll(arguments(plan, colours));
        List<String> versionCommand = new ArrayList<>(program(plan, List.of()));
        versionCommand.add("--version");
        String storage = plan.output().storage();
        return GuestClaims.of(plan).functionsFor(BashScript.beside(WrapperScript.class, FILE_NAME))
                .with("virt_p2v", version).with("v2v", command).with("v2v_version", versionCommand)
                .with("colours", colours).with("failed_heading", ToolOutput.FAILED_HEADING)
                .with("environment", variables.isEmpty() ? "" : TargetFiles.ENVIRONMENT)
                .with("secrets", RemoteFiles.secrets(plan, ports).stream().map(RemoteFile::name).toList())
                .with("files", plan.target().fileNames()).with("disks", plan.target().files().disks())
                .with("disk_bytes", plan.disks().stream().map(SourceDisk::sizeBytes).map(String::valueOf).toList())
                .with("format", Objects.requireNonNullElse(plan.output().format(), ""))
                .with("metadata", plan.target().files().metadata()).with("scripts", TargetFiles.scripts(plan))
                .with("script_place", storage != null && storage.startsWith("/") ? storage : "")
                .with("relay", Objects.requireNonNullElse(ports.interpreter(), ""))
                .with("relay_failed", FailureCause.RELAY_STATUS).with("patience", plan.login().patience().toSeconds())
                .with("gave_up", FailureCause.GIVEN_UP_STATUS).text();
    }

    /** Sudo passes on only the variables that its option names. */
    private static List<String> program(ConversionPlan plan, List<String> variables) {
        if (!plan.login().sudo()) {
            return List.of("virt-v2v");
        }
        return variables.isEmpty() ? List.of("sudo", "-n", "virt-v2v")
                : List.of("sudo", "-n", "--preserve-env=" + String.join(",", variables), "virt-v2v");
    }

    private static List<String> arguments(ConversionPlan plan, boolean colours) {
        List<String> arguments = new ArrayList<>(List.of("-v", "-x"));
        if (colours) {
            arguments.add("--colours");
        }
        arguments.addAll(List.of("-i", "libvirtxml"));
        for (VirtV2vOption option : VirtV2vOption.ALL) {
            option.arguments(plan.output()).forEach(value -> arguments.addAll(List.of(option.flag(), value)));
        }
        arguments.addAll(network(plan));
        KeyFiles.options(plan).forEach(key -> arguments.addAll(List.of("--key", key)));
        arguments.addAll(plan.target().output().arguments());
        arguments.addAll(List.of("--root", Objects.requireNonNullElse(plan.virtV2v().root(), "first")));
        arguments.addAll(OptionFiles.arguments(plan));
        arguments.add("physical.xml");
        return arguments;
    }

    /** virt-v2v's {@code --mac}: the planner has seen to it that each interface has an address. */
    private static List<String> network(ConversionPlan plan) {
        List<String> arguments = new ArrayList<>();
        for (GuestInterface card : plan.interfaces()) {
            String bridge = plan.virtV2v().bridges().get(card.name());
            if (bridge != null) {
                arguments.addAll(List.of("--mac", card.macAddress() + ":bridge:" + bridge));
            }
            for (StaticAddress address : plan.virtV2v().addresses()) {
                if (address.interfaceName().equals(card.name())) {
                    arguments.addAll(List.of("--mac", card.macAddress() + ":ip:" + address.text()));
                }
            }
        }
        return arguments;
    }
}
