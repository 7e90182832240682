package org.virtp2v.core.v2v;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.EncryptionKey;
import org.virtp2v.core.server.RemoteFile;

/**
 * The keys of encrypted disks on their way to virt-v2v: each in a file of the remote directory that only the remote
 * user can read, so that none is in an argument, where everybody on the server could see it.
 */
final class KeyFiles {
    private KeyFiles() {
    }

    /** The files, all of them required. */
    static List<RemoteFile> of(ConversionPlan plan) {
        List<RemoteFile> files = new ArrayList<>();
        for (EncryptionKey key : plan.encryptionKeys()) {
            byte[] content = key.content();
            if (content != null) {
                files.add(RemoteFile.needed(name(files.size()), content));
            }
        }
        return files;
    }

    /** The values for virt-v2v's {@code --key}, in the order the keys were given. */
    static List<String> options(ConversionPlan plan) {
        List<String> options = new ArrayList<>();
        int files = 0;
        for (EncryptionKey key : plan.encryptionKeys()) {
            options.add(key.selector() + (key.content() == null ? ":clevis" : ":file:" + name(files++)));
        }
        return options;
    }

    private static String name(int position) {
        return "disk-key-" + (position + 1);
    }
}
