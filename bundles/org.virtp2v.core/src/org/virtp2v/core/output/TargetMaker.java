package org.virtp2v.core.output;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Makes a target when it is first asked for, once, and guards it. From any thread. */
final class TargetMaker implements Supplier<OutputTarget> {
    private final String name;
    private final Supplier<OutputTarget> maker;
    private @Nullable OutputTarget made;

    TargetMaker(String name, Supplier<OutputTarget> maker) {
        this.name = name;
        this.maker = maker;
    }

    @Override
    public synchronized OutputTarget get() {
        OutputTarget target = made;
        if (target == null) {
            target = GuardedTarget.make(name, maker);
            made = target;
        }
        return target;
    }
}
