package org.virtp2v.ui.internal.summary;

import java.util.List;

import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.preflight.Check;
import org.virtp2v.core.settings.Key;

/**
 * Where a problem is mended: the ids of fields without the name of their page, the best one first. Whatever has no
 * field in the wizard has none here.
 */
final class FieldNames {
    private FieldNames() {
    }

    /** The fields for a problem of the plan. */
    static List<String> of(PlanProblem problem) {
        String target = problem.targetField();
        return target != null ? List.of("target." + target, "output") : of(problem.field());
    }

    private static List<String> of(Key key) {
        return switch (key) {
            case REMOTE_SERVER, RECONNECT -> List.of("host");
            case REMOTE_PORT -> List.of("port");
            case AUTH_USERNAME -> List.of("username");
            case AUTH_PASSWORD -> List.of("password");
            case AUTH_IDENTITY_URL, IDENTITY_PASSPHRASE -> List.of("identity");
            case AUTH_SUDO -> List.of("sudo");
            case GUEST_NAME -> List.of("name");
            case VCPU_CORES, CPU_MODEL, CPU_VENDOR -> List.of("vcpus");
            case VCPU_PHYS_TOPO -> List.of("topology");
            case MEMORY -> List.of("memory");
            case FIRMWARE -> List.of("firmware");
            case DISKS, EXCLUDE, ALLOW_PARTIAL_ARRAYS, ENCRYPTION_KEY -> List.of("disks");
            case REMOVABLE -> List.of("removable");
            case INTERFACES, NETWORK_MAP -> List.of("interfaces");
            case OUTPUT_TYPE, OUTPUT_CONNECTION, TARGET -> List.of("output");
            case OUTPUT_STORAGE -> List.of("target.storage", "target.directory", "target.pool", "output");
            case OUTPUT_FORMAT -> List.of("format");
            case OUTPUT_ALLOCATION -> List.of("allocation");
            case OUTPUT_MISC -> List.of("misc");
            case ROOT -> List.of("system");
            case VIRT_V2V -> List.of("further");
            default -> List.of();
        };
    }

    /** The fields for what a check has found. */
    static List<String> of(Check check) {
        return switch (check) {
            case CONNECTION -> List.of("host");
            case LOGIN -> List.of("password");
            case SUDO -> List.of("sudo");
            case VIRT_V2V, FORWARDING -> List.of("host");
            case VIRT_V2V_OPTIONS -> List.of("further");
            case OUTPUT_STORAGE -> of(Key.OUTPUT_STORAGE);
            case OUTPUT_TOOLS, TARGET -> List.of("output");
            case GUEST_NAME -> List.of("name");
            default -> List.of();
        };
    }
}
