package org.virtp2v.core.v2v;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.ToolOption;

/**
 * The further options on their way to virt-v2v. A password in one goes into a file of the remote directory that only
 * the remote user can read, so that it is in no argument, where everybody on the server could see it.
 */
final class OptionFiles {
    private OptionFiles() {
    }

    /** The files with passwords, all of them required. virt-v2v takes the first line of each. */
    static List<RemoteFile> of(ConversionPlan plan) {
        List<RemoteFile> files = new ArrayList<>();
        for (ToolOption option : plan.virtV2v().options()) {
            option.password().ifPresent(found -> files.add(RemoteFile.needed(name(files.size()),
                    (found.password().reveal() + "\n").getBytes(StandardCharsets.UTF_8))));
        }
        return files;
    }

    /** The arguments, in the order in which the options were given: they change the guest in this order. */
    static List<String> arguments(ConversionPlan plan) {
        List<String> arguments = new ArrayList<>();
        int files = 0;
        for (ToolOption option : plan.virtV2v().options()) {
            Optional<ToolOption.Password> password = option.password();
            Secret value = option.value();
            if (password.isPresent()) {
                arguments.addAll(option.words(password.get().before() + "file:" + name(files++)));
            } else {
                arguments.addAll(option.words(value == null ? null : value.reveal()));
            }
        }
        return arguments;
    }

    private static String name(int position) {
        return "option-password-" + (position + 1);
    }
}
