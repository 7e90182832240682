package org.virtp2v.targets.internal;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.mode.Storage;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.TargetProblem;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.text.Messages;

/**
 * Fields that several targets have, and checks of them that virt-v2v makes only when the guest is converted already.
 */
final class Fields {
    static final String DIRECTORY = "directory";
    private static final Messages TEXT = Messages.beside(Fields.class);
    private static final String COMPRESSED = "compressed";
    private static final String QCOW2 = "qcow2";

    private Fields() {
    }

    /** A field with the texts of its key. */
    static TargetField of(Kind kind, String key) {
        return TargetField.of(kind, key, TEXT.get(key)).withHelp(TEXT.get(key + ".help"));
    }

    /** Where files go. */
    static TargetField directory() {
        return of(Kind.PATH, DIRECTORY).option(VirtV2vOption.STORAGE).withDefault(Storage.Directory.DEFAULT).needed();
    }

    /** Whether disks in the format qcow2 are compressed. */
    static TargetField compressed() {
        return of(Kind.FLAG, COMPRESSED).option(VirtV2vOption.misc(COMPRESSED));
    }

    /** Where virt-v2v writes files it knows two formats, and compresses only one of them. */
    static List<TargetProblem> checkFormat(TargetInput input) {
        List<TargetProblem> problems = new ArrayList<>();
        String format = format(input);
        if (!List.of("raw", QCOW2).contains(format)) {
            problems.add(new TargetProblem(VirtV2vOption.FORMAT, TEXT.get("format.unknown", format)));
        } else if (input.flag(COMPRESSED) && !QCOW2.equals(format)) {
            problems.add(new TargetProblem(COMPRESSED, TEXT.get("compressed.notQcow2")));
        }
        return problems;
    }

    /** The format of the disks: virt-v2v keeps that of the source, and physical disks are raw. */
    static String format(TargetInput input) {
        String format = input.output().format();
        return format == null || format.isEmpty() ? "raw" : format;
    }
}
