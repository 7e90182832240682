package org.virtp2v.targets.internal;

import java.util.List;

import org.virtp2v.core.output.TargetInput;
import org.virtp2v.core.text.Bash;

/** Commands for the user to copy. */
final class Commands {
    private Commands() {
    }

    /** A command for the conversion server that needs what virt-v2v made there: as root, if that was root's. */
    static String there(TargetInput input, List<String> words) {
        return (input.sudo() ? "sudo " : "") + Bash.quote(words);
    }

    /** A script there, run as such a command. */
    static String script(TargetInput input, String path) {
        return (input.sudo() ? "sudo " : "") + "sh " + Bash.quote(path);
    }

    /** A command for wherever the user may do it. */
    static String anywhere(String... words) {
        return Bash.quote(List.of(words));
    }

    /** The path of a file that virt-v2v makes in the directory of the output. */
    static String file(TargetInput input, String name) {
        return input.text(Fields.DIRECTORY).replaceFirst("/+$", "") + "/" + name;
    }
}
