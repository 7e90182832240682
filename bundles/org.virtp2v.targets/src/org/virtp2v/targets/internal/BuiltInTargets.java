package org.virtp2v.targets.internal;

import java.util.List;
import java.util.function.Supplier;

import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.text.Messages;

/** The targets that come with the program: one for each output mode of virt-v2v, with the mode's name. */
public final class BuiltInTargets {
    private static final Messages TEXT = Messages.beside(BuiltInTargets.class);

    private BuiltInTargets() {
    }

    /** All, in the order they are to be shown; the numbers leave room for plug-ins between them. */
    public static List<TargetDescription> all() {
        return List.of(target("local", 10, LocalTarget::new), target("libvirt", 20, LibvirtTarget::new),
                target("qemu", 30, QemuTarget::new), target("openstack", 40, OpenStackTarget::new),
                target("glance", 50, GlanceTarget::new), target("rhv-upload", 60, RhvUploadTarget::new),
                target("rhv", 70, RhvTarget::new), target("kubevirt", 80, KubevirtTarget::new),
                target("null", 90, NullTarget::new));
    }

    private static TargetDescription target(String mode, int order, Supplier<OutputTarget> maker) {
        return new TargetDescription(mode, TEXT.get(mode + ".name"), TEXT.get(mode + ".about"), mode, order,
                BuiltInTargets.class.getResource(mode + ".svg"), maker);
    }
}
