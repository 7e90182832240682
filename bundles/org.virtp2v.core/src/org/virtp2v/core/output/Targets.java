package org.virtp2v.core.output;

import java.util.List;
import java.util.Optional;

import org.virtp2v.core.mode.OutputMode;
import org.virtp2v.core.settings.TargetChoice;

/** The targets that are installed. Methods may be called from any thread. */
public interface Targets {
    /** No target, so that every output mode has the generic one. */
    Targets NONE = List::of;

    /** All, in the order they are to be shown. */
    List<TargetDescription> all();

    /** The target of an id. */
    default Optional<TargetDescription> find(String id) {
        return all().stream().filter(t -> t.id().equals(id)).findFirst();
    }

    /** The target for an output mode that is given without a target: the first of that mode, else a generic one. */
    default TargetDescription ofMode(String mode) {
        return all().stream().filter(t -> OutputMode.same(t.mode(), mode)).findFirst()
                .orElseGet(() -> new TargetDescription(mode, mode, mode, Integer.MAX_VALUE, null, GenericTarget::new));
    }

    /**
     * The target that is asked for: by id, else by output mode. An id that is not known counts as none; the settings
     * are checked before.
     */
    default TargetDescription of(TargetChoice choice, String mode) {
        String id = choice.id();
        Optional<TargetDescription> named = id == null ? Optional.empty() : find(id);
        return named.orElseGet(() -> ofMode(mode));
    }
}
