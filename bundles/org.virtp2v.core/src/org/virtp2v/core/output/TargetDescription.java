package org.virtp2v.core.output;

import java.net.URL;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A target that can be chosen. The target itself is made when it is first needed.
 *
 * @param id
 *            its name on the kernel command line
 * @param name
 *            label for people
 * @param about
 *            what becomes of the machine there, in one sentence; empty: there is nothing to say
 * @param mode
 *            the output mode of virt-v2v that it needs
 * @param order
 *            those with smaller numbers are shown first; the first with a mode is the one for that mode
 * @param icon
 *            an SVG or PNG picture of 16 by 16 pixels; null: none
 * @param maker
 *            makes the target; called once, when it is first needed, and may throw anything
 */
public record TargetDescription(String id, String name, String about, String mode, int order, @Nullable URL icon,
        Supplier<OutputTarget> maker) {

    public TargetDescription {
        maker = new TargetMaker(name, maker);
    }

    /** A target of which its name says enough. */
    public TargetDescription(String id, String name, String mode, int order, @Nullable URL icon,
            Supplier<OutputTarget> maker) {
        this(id, name, "", mode, order, icon, maker);
    }

    /**
     * The target itself; always the same. The faults of a plug-in are caught here: of its methods only
     * {@link OutputTarget#check}, {@link OutputTarget#output}, {@link OutputTarget#storage}, {@link OutputTarget#files}
     * and {@link OutputTarget#tools} throw, a {@link TargetFault}.
     */
    public OutputTarget target() {
        return maker.get();
    }

    /** Why the target cannot be used, in whole sentences; its {@link #target} then has no fields. Null: it can be. */
    public @Nullable String fault() {
        return target() instanceof BrokenTarget broken ? broken.fault() : null;
    }
}
