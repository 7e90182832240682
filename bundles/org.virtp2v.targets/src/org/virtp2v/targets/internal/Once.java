package org.virtp2v.targets.internal;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.output.OutputTarget;

/** Makes a target when it is first asked for, and once. From any thread. */
public final class Once implements Supplier<OutputTarget> {
    private final Supplier<OutputTarget> maker;
    private @Nullable OutputTarget made;

    public Once(Supplier<OutputTarget> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized OutputTarget get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
