package org.virtp2v.core.preflight;

import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.text.Messages;

/**
 * Faults of virt-v2v's versions with certain guests: the one table of them. Each row has the versions from the first
 * one that has the fault to the first one that has not, as virt-v2v's Git history shows them, and a page that says so.
 * A distribution may have mended an older version, so a row is never more than a warning. A new row needs a text in the
 * messages and a line in the user guide ({@code parts/preflight.adoc}); tests fail until it has both.
 */
public enum KnownFault {
    /** No drivers for Windows Server 2025; commit 8dd5577174fe. */
    WINDOWS_2025("0", "2.7.2", "https://issues.redhat.com/browse/RHEL-65009", Guest::isWindows),
    /** Windows 11 is not known; release notes of 2.2. */
    WINDOWS_11("0", "2.2.0", "https://libguestfs.org/virt-v2v-release-notes-2.2.1.html",
            Guest::isWindows),
    /** Windows takes disks offline that change their bus; commit cb56f6f94dc1. */
    WINDOWS_DISKS("0", "2.5.9", "https://issues.redhat.com/browse/RHEL-55763",
            guest -> guest.isWindows() && guest.plan().disks().size() > 1),
    /** What UEFI knows of the boot loader is lost; commit 161679267f21. */
    DEBIAN_12_UEFI("0", "2.11.2", "https://issues.redhat.com/browse/RHEL-144467",
            guest -> guest.isUefi() && guest.is("Debian GNU/Linux 12\\b")),
    /** grub2-mkconfig refuses to overwrite a file of UEFI's; commit 17610d1c9b37, in the submodule common. */
    GRUB_WRAPPER("0", "2.7.6", "https://issues.redhat.com/browse/RHEL-77989",
            guest -> guest.isUefi() && (guest.is(Guest.LIKE_RHEL + "\\D*(9|[1-9]\\d)\\b")
                    || guest.is("Fedora\\D*(3[4-9]|[4-9]\\d)\\b"))),
    /** The kernel's package was split; commit f701337ae4a5, in the submodule common. */
    KERNEL_CORE("0", "2.3.4", "https://bugzilla.redhat.com/2175703",
            guest -> guest.is(Guest.LIKE_RHEL + "\\D*(9\\.([2-9]|[1-9]\\d)|[1-9]\\d)\\b")),
    /** The guest needs a newer processor than it gets; commit 9f12b95bbe7b. */
    PROCESSOR("0", "2.3.3", "https://bugzilla.redhat.com/2166619",
            guest -> guest.is("(CentOS|Rocky Linux|AlmaLinux|Oracle Linux)\\D*(9|[1-9]\\d)\\b")),
    /** The package kernel-source has too many files; commit 5dfe62885bc7. */
    SUSE_SOURCE("0", "2.7.7", "https://issues.redhat.com/browse/RHEL-80080",
            guest -> guest.is("(SUSE Linux|openSUSE)")),
    /** An unknown distribution; commit db831c167b7b. */
    ROCKY("0", "2.1.11", "https://libguestfs.org/virt-v2v-release-notes-2.2.1.html", guest -> guest.is("Rocky Linux")),
    /** Unknown distributions; commit 9bbd144ca992. */
    KYLIN("0", "2.11.4", "https://github.com/libguestfs/virt-v2v/pull/145", guest -> guest.is("(Neo)?Kylin|Anolis OS")),
    /** SELinux labels stop at the border of a file system; commit e4c53263d08e. */
    SPLIT_USR("0", "2.9.3", "https://issues.redhat.com/browse/RHEL-108174",
            guest -> guest.plan().content().mountPoints().contains("/usr")),
    /** e2fsck finds a journal that was not written back; commits 78ffb68d4f1e and 7266bd42f438. */
    EXT4_JOURNAL("2.7.16", "2.8.1", "https://issues.redhat.com/browse/RHEL-97600", guest -> guest.has("ext4")),
    /** xfs_repair gets less memory than it says it needs; commits dba4f0d3ba4a and 788bd68663cf. */
    XFS_MEMORY("2.8.1", "2.11.6", "https://issues.redhat.com/browse/RHEL-165677", guest -> guest.has("xfs")),
    /** xfs_repair does not like file systems of RHEL 7; commits 78ffb68d4f1e and 0f212025a51f. */
    XFS_RHEL_7("2.7.16", "2.11.9", "https://issues.redhat.com/browse/RHEL-178287",
            guest -> guest.has("xfs") && guest.mayBe("(Red Hat Enterprise Linux|CentOS)\\D*7\\b"));

    private static final Messages TEXT = Messages.beside(KnownFault.class);

    private final ToolVersion from;
    private final ToolVersion mended;
    private final String source;
    private final Predicate<Guest> concerned;

    KnownFault(String from, String mended, String source, Predicate<Guest> concerned) {
        this.from = new ToolVersion(from);
        this.mended = new ToolVersion(mended);
        this.source = source;
        this.concerned = concerned;
    }

    /** The first version without it. */
    String mendedIn() {
        return mended.text();
    }

    /** The address of a page about it. */
    public String source() {
        return source;
    }

    /** Whether this version has it with the guest of this plan. */
    boolean concerns(ConversionPlan plan, ToolVersion version) {
        return version.isAtLeast(from) && !version.isAtLeast(mended) && concerned.test(new Guest(plan));
    }

    /** What goes wrong, what to do, and where that is written; whole sentences. */
    String text() {
        return TEXT.get("fault." + name()) + " " + TEXT.get("fault.mended", mended.text(), source);
    }

    /** What is recognised of a guest. */
    private record Guest(ConversionPlan plan) {
        /** Red Hat Enterprise Linux, and what is built from its sources. */
        static final String LIKE_RHEL = "(Red Hat Enterprise Linux|CentOS|Rocky Linux|AlmaLinux|Oracle Linux)";

        boolean isWindows() {
            return plan.content().windows();
        }

        boolean isUefi() {
            return plan.guest().firmware() == Firmware.UEFI;
        }

        boolean has(String fileSystem) {
            return plan.content().fileSystems().contains(fileSystem);
        }

        /** Whether the name of one of its systems begins like this. */
        boolean is(String name) {
            Pattern pattern = Pattern.compile(name);
            return plan.content().systems().stream().anyMatch(system -> pattern.matcher(system).lookingAt());
        }

        /** Whether that is so, or the name of no system is known. */
        boolean mayBe(String name) {
            return plan.content().systems().isEmpty() || is(name);
        }
    }
}
