package org.virtp2v.targets.internal;

import java.util.List;
import java.util.Set;

import org.virtp2v.core.output.OutputTarget;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.output.VirtV2vOption;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.text.Messages;

/** Disk images and libvirt XML in a directory of the conversion server; virt-v2v-output-local(1). */
public final class LocalTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(LocalTarget.class);

    @Override
    public List<TargetField> fields() {
        return List.of(TargetField.of(Kind.PATH, "directory", TEXT.get("directory")).option(VirtV2vOption.STORAGE)
                .withDefault(Defaults.OUTPUT_DIRECTORY).withHelp(TEXT.get("directory.help")).needed());
    }

    @Override
    public Set<String> options() {
        return Set.of("-os", "-of", "-oa", "-oo");
    }

    @Override
    public String summary(TargetInput input) {
        return TEXT.get("local.summary", input.host(), input.text("directory"));
    }
}
