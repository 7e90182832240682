package org.virtp2v.core.convert;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.Resumption.GoingOn;
import org.virtp2v.core.failure.ConversionException;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.preflight.Preflight;
import org.virtp2v.core.server.ExportKey;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerInfo;

/**
 * What the contact with the server has brought.
 *
 * @param access
 *            the way to it
 * @param info
 *            the result of the test connection; null when there was none
 * @param goingOn
 *            the run that goes on; null: a new one is started
 * @param keys
 *            of the disks that virt-v2v needs, in their order
 */
record Contact(ServerAccess access, @Nullable ServerInfo info, @Nullable GoingOn goingOn, List<ExportKey> keys) {

    /**
     * Looks for a run that goes on; where there is none, looks at the server.
     *
     * @param found
     *            a run that has been looked for before; null: there is none, or nobody has looked
     */
    static Contact make(Beginning beginning, ConversionPlan plan, Resumption resumption, @Nullable GoingOn found,
            Consumer<ConversionEvent> events) throws ConversionException, InterruptedException {
        ServerAccess access = resumption.access();
        if (beginning instanceof Beginning.End) {
            return new Contact(access, null, null, List.of());
        }
        GoingOn goingOn = found != null ? found : resumption.find(beginning);
        if (goingOn != null) {
            return new Contact(access, null, goingOn, goingOn.keys());
        }
        ServerInfo info = plan.testConnection() ? new Preflight(plan, new CheckEvents(events)).run(access) : null;
        return new Contact(access, info, null, ExportKey.ofDisks(plan.disks().size()));
    }

    /** Whether virt-v2v knows {@code --colours}. */
    boolean colours() {
        return info != null && info.colours();
    }
}
