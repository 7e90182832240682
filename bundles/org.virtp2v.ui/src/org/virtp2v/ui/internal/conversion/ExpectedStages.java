package org.virtp2v.ui.internal.conversion;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stages of virt-v2v that are still to come, so that nobody takes a long one for the last. These are the ones that
 * versions 1.44 to 2.10 have for every guest, in virt-v2v's own words, which are English everywhere: it says them
 * itself as soon as it is there.
 */
final class ExpectedStages {
    private static final List<String> BEFORE = List.of("Setting up the source", "Opening the source",
            "Inspecting the source", "Converting", "Mapping filesystem data", "Setting up the destination");
    private static final List<String> AFTER = List.of("Creating output metadata", "Finishing off");

    private final List<String> beginnings;
    private int next;

    /** For a conversion of so many disks. */
    ExpectedStages(int disks) {
        beginnings = Stream.of(BEFORE.stream(),
                IntStream.rangeClosed(1, disks).mapToObj(i -> "Copying disk " + i + "/" + disks), AFTER.stream())
                .flatMap(s -> s).toList();
    }

    /** For what has no stages of virt-v2v, or others. */
    static ExpectedStages none() {
        ExpectedStages none = new ExpectedStages(0);
        none.next = none.beginnings.size();
        return none;
    }

    /** virt-v2v began a stage: what comes before it is not expected any more. */
    void began(String text) {
        for (int i = next; i < beginnings.size(); i++) {
            if (text.startsWith(beginnings.get(i))) {
                next = i + 1;
                return;
            }
        }
    }

    /** What is still to come, in order. */
    List<String> toCome() {
        return beginnings.subList(next, beginnings.size());
    }
}
