package org.virtp2v.core.testing;

import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetDescription;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Choice;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.server.ServerQuestions;

/** Targets for the wizard: two of virt-v2v's modes, one with every kind of field, and one that is broken. */
public final class FakeTargets implements Targets {
    /** The fault of the broken one. */
    public static final String BROKEN = "a class is missing";

    private final List<TargetDescription> all = List.of(
            description("files", "Files on the server", "Disk images in a directory there.", "local", 10, null,
                    Files::new),
            description("guest", "libvirt guest", "A guest of libvirt, ready to start.", "libvirt", 20, null,
                    LibvirtGuest::new),
            description("shop", "Shop", "", "local", 30, FakeTargets.class.getResource("shop.svg"), Shop::new),
            description("broken", "Broken plug-in", "", "null", 40, null, () -> {
                throw new IllegalStateException(BROKEN);
            }));

    private static TargetDescription description(String id, String name, String about, String mode, int order,
            @Nullable URL icon, Supplier<OutputTarget> maker) {
        return new TargetDescription(id, name, about, mode, order, icon, maker);
    }

    @Override
    public List<TargetDescription> all() {
        return all;
    }

    private static TargetField directory() {
        return TargetField.of(Kind.PATH, "directory", "Directory").option(VirtV2vOption.STORAGE)
                .withDefault("/var/tmp").withHelp("A directory of the conversion server.").needed();
    }

    private static final class Files implements OutputTarget {
        @Override
        public List<TargetField> fields() {
            return List.of(directory());
        }

        @Override
        public Set<VirtV2vOption> options() {
            return Set.of(VirtV2vOption.FORMAT, VirtV2vOption.ALLOCATION, VirtV2vOption.MISC);
        }

        @Override
        public String summary(TargetInput input) {
            return "Files on " + input.host() + " in " + input.text("directory");
        }

        @Override
        public List<NextStep> nextSteps(TargetInput input) {
            String guest = input.guest().name();
            return List.of(new NextStep("Define the guest and start it. On " + input.host() + ":",
                    List.of("virsh define " + input.text("directory") + "/" + guest + ".xml", "virsh start " + guest)));
        }
    }

    private static final class LibvirtGuest implements OutputTarget {
        @Override
        public List<TargetField> fields() {
            return List.of(
                    TargetField.of(Kind.TEXT, "connection", "libvirt connection").option(VirtV2vOption.CONNECTION)
                            .withHelp("The URI of the libvirt that gets the guest."),
                    TargetField.of(Kind.TEXT, "pool", "Storage pool").option(VirtV2vOption.STORAGE)
                            .withHelp("The storage pool that the disks go to."));
        }

        @Override
        public List<String> suggestions(String key, TargetInput input, ServerQuestions server)
                throws ConnectionException, ServerException, InterruptedException {
            return "pool".equals(key) ? server.ask(List.of("pools", input.text("connection"))).lines() : List.of();
        }

        @Override
        public List<String> networks(TargetInput input, ServerQuestions server)
                throws ConnectionException, ServerException, InterruptedException {
            return server.ask(List.of("networks", input.text("connection"))).lines();
        }
    }

    private static final class Shop implements OutputTarget {
        @Override
        public List<TargetField> fields() {
            return List.of(directory(),
                    TargetField.of(Kind.TEXT, "shelf", "Shelf").withDefault("front").withHelp("Where it stands.")
                            .needed(),
                    TargetField.of(Kind.CHOICE, "size", "Size").withDefault("s")
                            .withChoices(new Choice("s", "Small"), new Choice("l", "Large")),
                    TargetField.of(Kind.FLAG, "verify", "Verify the certificate"),
                    TargetField.of(Kind.PATH, "ca", "Certificate of the authority").when("verify", "true").needed(),
                    TargetField.of(Kind.SECRET, "password", "Password").withHelp("Of the shop’s owner.").needed(),
                    TargetField.of(Kind.LIST, "labels", "Labels").option(VirtV2vOption.misc("label")),
                    TargetField.of(Kind.SECRET, "token", "Token").option(VirtV2vOption.misc("token")));
        }

        @Override
        public Set<VirtV2vOption> options() {
            return Set.of(VirtV2vOption.FORMAT, VirtV2vOption.MISC);
        }

        @Override
        public List<TargetProblem> check(TargetInput input) {
            return "back".equals(input.text("shelf"))
                    ? List.of(new TargetProblem("shelf", "Nobody looks at the back. Choose another shelf."))
                    : List.of();
        }

        @Override
        public String summary(TargetInput input) {
            return "Put on the shelf " + input.text("shelf");
        }
    }
}
