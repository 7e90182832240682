package org.virtp2v.ssh.internal;

import java.util.ArrayList;
import java.util.List;

/** The connections that carry one disk now, at least one; the first is the one that is told of. Thread-safe. */
final class Carriers {
    private final List<DiskForward> all = new ArrayList<>();
    private int most = 1;

    Carriers(DiskForward first) {
        all.add(first);
    }

    synchronized DiskForward first() {
        return all.getFirst();
    }

    synchronized DiskForward last() {
        return all.getLast();
    }

    synchronized List<DiskForward> all() {
        return List.copyOf(all);
    }

    synchronized int count() {
        return all.size();
    }

    /** How many there were at most. */
    synchronized int most() {
        return most;
    }

    synchronized List<Integer> ports() {
        return all.stream().map(DiskForward::port).toList();
    }

    /** Those that are lost. */
    synchronized List<DiskForward> lost() {
        return all.stream().filter(each -> !each.connection().isOpen()).toList();
    }

    synchronized void add(DiskForward further) {
        all.add(further);
        most = Math.max(most, all.size());
    }

    synchronized void remove(DiskForward one) {
        all.remove(one);
    }

    /** In the place of all, which are lost. */
    synchronized void replace(DiskForward only) {
        all.clear();
        all.add(only);
    }
}
