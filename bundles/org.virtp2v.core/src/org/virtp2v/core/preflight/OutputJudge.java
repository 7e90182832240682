package org.virtp2v.core.preflight;

import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.ClaimHolder;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.text.Messages;

/** Judges the needs of an output mode besides room. An unknown property is never a problem. */
final class OutputJudge {
    private static final Messages TEXT = Messages.beside(OutputJudge.class);

    private final ConversionPlan plan;
    private final OutputNeeds needs;

    OutputJudge(ConversionPlan plan, OutputNeeds needs) {
        this.plan = plan;
        this.needs = needs;
    }

    /** virt-v2v, and whether it has the output mode; it lists only one of a mode's names. */
    static CheckResult mode(String type, ServerInfo tool) {
        List<String> listed = tool.outputModes();
        return listed.isEmpty() || OutputMode.of(type).isIn(listed) ? ServerChecks.tool(tool)
                : CheckResult.warning(Check.VIRT_V2V, TEXT.get("mode.unlisted", tool.version(), type),
                        TEXT.get("mode.unlisted.advice", String.join(", ", listed)));
    }

    /**
     * The programs that virt-v2v runs.
     *
     * @param notFound
     *            those that were not found, maybe others among them; null: not known
     */
    CheckResult tools(@Nullable List<String> notFound) {
        if (notFound == null) {
            return CheckResult.warning(Check.OUTPUT_TOOLS, TEXT.get("unknown"),
                    TEXT.get("tools.look", String.join(", ", needs.tools())));
        }
        List<String> missing = needs.tools().stream().filter(notFound::contains).toList();
        if (missing.isEmpty()) {
            return CheckResult.ok(Check.OUTPUT_TOOLS, String.join(", ", needs.tools()));
        }
        String names = String.join(", ", missing);
        String seen = TEXT.get("tools.missing", names);
        // sudo has a search path of its own
        return plan.login().sudo()
                ? CheckResult.warning(Check.OUTPUT_TOOLS, seen, TEXT.get("tools.sudo.advice", plan.output().type()))
                : CheckResult.problem(Check.OUTPUT_TOOLS, seen, TEXT.get("tools.advice", plan.output().type()));
    }

    /** Another run has the guest's name. */
    CheckResult claimed(ClaimHolder holder) {
        return CheckResult.problem(Check.GUEST_NAME, holder.describe(plan.login().address(), ZoneId.systemDefault()),
                TEXT.get("name.claimed.advice"));
    }

    /** Whether the guest's name is free. */
    CheckResult guestName(ServerFacts facts) {
        String name = plan.guest().name();
        if (needs.isLibvirt()) {
            if (facts.libvirtGuest() == null) {
                return CheckResult.warning(Check.GUEST_NAME, TEXT.get("unknown"), TEXT.get("name.libvirt.look", name));
            }
            return facts.libvirtGuest()
                    ? CheckResult.problem(Check.GUEST_NAME, TEXT.get("name.libvirt.taken", name),
                            TEXT.get("name.libvirt.advice"))
                    : CheckResult.ok(Check.GUEST_NAME, TEXT.get("name.free", name));
        }
        State storage = facts.storage().state();
        List<String> files = facts.existingFiles();
        if (files == null || storage == State.UNKNOWN || storage == State.UNREACHABLE) {
            return CheckResult.warning(Check.GUEST_NAME, TEXT.get("unknown"), TEXT.get("name.files.look", name));
        }
        return files.isEmpty() ? CheckResult.ok(Check.GUEST_NAME, TEXT.get("name.free", name))
                : CheckResult.problem(Check.GUEST_NAME,
                        TEXT.get("name.files.taken", String.join(", ", files)),
                        TEXT.get("name.files.advice"));
    }
}
