package org.virtp2v.core.plan;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.ReadErrorChoice;
import org.virtp2v.core.source.NbdServer;

/** Chooses from the NBD servers that may be used those that can do what is wanted. */
final class NbdChoice {
    private NbdChoice() {
    }

    /**
     * The servers to try, in their order.
     *
     * @param choice
     *            what to do where a disk cannot be read; null: nothing was said
     * @param all
     *            those that may be used
     * @param problems
     *            told when there is none; then all are returned
     */
    static List<NbdServer> of(@Nullable ReadErrorChoice choice, List<NbdServer> all, Notes problems) {
        if (choice == null || choice == ReadErrorChoice.STOP) {
            return all;
        }
        List<NbdServer> able = all.stream().filter(NbdServer::canGoOn).toList();
        if (able.isEmpty()) {
            problems.add(Key.ON_READ_ERROR, "cannotGoOn", choice.name().toLowerCase(Locale.ROOT),
                    all.stream().map(NbdServer::optionName).collect(joining(",")));
        }
        return able.isEmpty() ? all : able;
    }
}
