package org.virtp2v.core.output;

import java.net.URL;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A target that can be chosen. What does the work is made when it is first asked for.
 *
 * @param id
 *            its name on the kernel command line
 * @param name
 *            what people read
 * @param mode
 *            the output mode of virt-v2v that it needs
 * @param order
 *            those with smaller numbers are shown first; the first with a mode is the one for that mode
 * @param icon
 *            an SVG or PNG picture of 16 by 16 pixels; null: none
 * @param maker
 *            makes what does the work; throws {@link IllegalStateException} when it cannot
 */
public record TargetDescription(String id, String name, String mode, int order, @Nullable URL icon,
        Supplier<OutputTarget> maker) {

    /**
     * What does the work.
     *
     * @throws IllegalStateException
     *             when a plug-in is broken
     */
    public OutputTarget target() {
        return maker.get();
    }
}
