package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestLink;
import org.virtp2v.core.plan.RunRecord;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.RunSlot;

/** The files that the remote directory gets before virt-v2v starts, with the C program's names. */
public final class RemoteFiles {

    private RemoteFiles() {
    }

    /**
     * The files, but for those that are removed afterwards: keys and other secrets.
     *
     * @param ports
     *            how virt-v2v reaches the disks
     * @param colours
     *            whether virt-v2v knows {@code --colours}
     * @param version
     *            version of this program
     * @param reports
     *            output of diagnostic commands, by file name
     */
    public static List<RemoteFile> of(ConversionPlan plan, DiskPorts ports, boolean colours, String version,
            Map<String, byte[]> reports) {
        List<RemoteFile> files = new ArrayList<>();
        files.add(RemoteFile.needed("name", bytes(plan.guest().name() + "\n")));
        files.add(RemoteFile.needed("physical.xml", PhysicalXml.of(plan, ports.described())));
        files.add(RemoteFile.script(WrapperScript.FILE_NAME, bytes(WrapperScript.of(plan, ports, colours, version))));
        files.addAll(ports.program());
        files.addAll(TargetFiles.lasting(plan));
        reports.forEach((name, content) -> files.add(RemoteFile.optional(name, content)));
        files.add(RemoteFile.optional("p2v-version", bytes("virt-p2v " + version + "\n")));
        return files;
    }

    /**
     * The further files of a run whose guest is started before its disks are copied.
     *
     * @param colours
     *            whether virt-v2v knows {@code --colours}
     * @param link
     *            when the guest's network cards get their link
     */
    public static List<RemoteFile> instant(ConversionPlan plan, boolean colours, GuestLink link) {
        return InstantFiles.of(plan, colours, link);
    }

    /**
     * The secrets of a run: files that are removed when virt-v2v has ended. They are copied last: a copy that is cut
     * short then leaves none of them behind.
     */
    public static List<RemoteFile> secrets(ConversionPlan plan, DiskPorts ports) {
        return Stream.of(TargetFiles.secret(plan), KeyFiles.of(plan), OptionFiles.of(plan), ports.settings(plan))
                .flatMap(List::stream)
                .toList();
    }

    /** From which the wrapper script learns of the slot that the run was given. */
    public static RemoteFile slot(RunSlot slot) {
        return RemoteFile.needed("slot", bytes(slot.file() + "\n"));
    }

    /**
     * The secrets of a run that has a guest and is started again: new keys of its disks. They are not required as at
     * first, when a directory without them would be removed.
     */
    public static List<RemoteFile> newKeys(ConversionPlan plan, DiskPorts ports) {
        return ports.settings(plan).stream().map(file -> RemoteFile.optional(file.name(), file.content())).toList();
    }

    /** What is needed to go on with the run after the machine was switched off. */
    public static RemoteFile record(RunRecord record) {
        return RemoteFile.optional(RunRecord.FILE, bytes(record.json() + "\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
