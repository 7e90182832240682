package org.virtp2v.core.output;

import java.util.List;

import org.virtp2v.core.output.TargetField.Kind;
import org.virtp2v.core.text.Messages;

/** For an output mode without a target of its own: virt-v2v's options as they are. */
public final class GenericTarget implements OutputTarget {
    private static final Messages TEXT = Messages.beside(GenericTarget.class);

    @Override
    public List<TargetField> fields() {
        return List.of(
                TargetField.of(Kind.TEXT, "connection", TEXT.get("connection")).option(VirtV2vOption.CONNECTION)
                        .withHelp(TEXT.get("connection.help")),
                TargetField.of(Kind.TEXT, "storage", TEXT.get("storage")).option(VirtV2vOption.STORAGE)
                        .withHelp(TEXT.get("storage.help")));
    }
}
