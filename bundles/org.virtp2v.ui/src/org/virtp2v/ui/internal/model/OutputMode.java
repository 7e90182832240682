package org.virtp2v.ui.internal.model;

import java.util.List;
import java.util.Set;

import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.text.Messages;

/**
 * One of virt-v2v's output modes, {@code -o}, and which options mean something to it; see virt-v2v(1). Of a mode that is
 * not known here everything is offered.
 *
 * @param name
 *            as virt-v2v calls it
 * @param words
 *            what it does, in a few words; empty when unknown
 * @param usesConnection
 *            whether it has {@code -oc}
 * @param usesStorage
 *            whether it has {@code -os}
 * @param usesMisc
 *            whether it has {@code -oo}
 */
public record OutputMode(String name, String words, boolean usesConnection, boolean usesStorage, boolean usesMisc) {
    /** What is offered before it is known what the server can do. */
    static final List<String> USUAL = List.of("libvirt", "local", "rhev");

    private static final Messages TEXT = Messages.beside(OutputMode.class);
    private static final Set<String> KNOWN = Set.of("local", "libvirt", "qemu", "null", "glance", "openstack", "rhv",
            "rhv-upload", "kubevirt");
    private static final Set<String> WITH_CONNECTION = Set.of("libvirt", "rhv-upload");
    private static final Set<String> WITHOUT_STORAGE = Set.of("null", "glance");
    private static final Set<String> WITHOUT_MISC = Set.of("null", "glance", "rhv");

    /** The mode of a name. */
    public static OutputMode of(String name) {
        String first = firstName(name);
        boolean known = KNOWN.contains(first);
        return new OutputMode(name, known ? TEXT.get("mode." + first) : "", !known || WITH_CONNECTION.contains(first),
                !known || !WITHOUT_STORAGE.contains(first), !known || !WITHOUT_MISC.contains(first));
    }

    /** The name that virt-v2v had for a mode before it got another. */
    private static String firstName(String name) {
        return switch (name) {
            case "disk" -> "local";
            case "ovirt", "rhev" -> "rhv";
            case "ovirt-upload", "rhev-upload" -> "rhv-upload";
            default -> name;
        };
    }

    /** Whether two names mean the same mode. */
    boolean is(String other) {
        return firstName(name).equals(firstName(other));
    }

    /** What {@code -os} is when nobody says anything; empty: nothing. */
    String defaultStorage() {
        return Defaults.storesFiles(name) ? Defaults.OUTPUT_DIRECTORY : "";
    }
}
