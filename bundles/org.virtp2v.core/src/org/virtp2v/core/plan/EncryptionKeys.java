package org.virtp2v.core.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.text.Messages;

/**
 * Reads the values of {@code p2v.key}: {@code SELECTOR:key:KEY}, {@code SELECTOR:file:NAME} with a file on this
 * machine, or {@code SELECTOR:clevis}. A key never gets into a message.
 */
final class EncryptionKeys {
    private static final Messages TEXT = Messages.beside(EncryptionKeys.class);

    private final KeyFileReader files;
    private final Notes problems;

    EncryptionKeys(KeyFileReader files, Notes problems) {
        this.files = files;
        this.problems = problems;
    }

    /** The keys; without those that have a problem. */
    List<EncryptionKey> read(List<Secret> given) {
        List<EncryptionKey> keys = new ArrayList<>();
        for (Secret secret : given) {
            String[] parts = secret.reveal().split(":", 3);
            String selector = parts[0];
            if (parts.length == 2) {
                keys.add(new EncryptionKey(selector, null));
                continue;
            }
            // virt-v2v reads the first line of a file.
            byte[] content = parts[1].equals("file") ? file(selector, parts[2])
                    : (parts[2] + "\n").getBytes(StandardCharsets.UTF_8);
            if (content != null) {
                keys.add(new EncryptionKey(selector, content));
            }
        }
        return keys;
    }

    private byte @Nullable [] file(String selector, String name) {
        try {
            byte[] content = files.read(Path.of(name));
            if (content.length > 0 && content.length <= KeyFileReader.LARGEST) {
                return content;
            }
            problems.add(Key.ENCRYPTION_KEY, "emptyKeyFile", name, selector);
        } catch (NoSuchFileException e) {
            problems.add(Key.ENCRYPTION_KEY, "badKeyFile", name, selector, TEXT.get("noSuchFile"));
        } catch (AccessDeniedException e) {
            problems.add(Key.ENCRYPTION_KEY, "badKeyFile", name, selector, TEXT.get("mayNotRead"));
        } catch (IOException | InvalidPathException e) {
            problems.add(Key.ENCRYPTION_KEY, "badKeyFile", name, selector, String.valueOf(e.getMessage()));
        }
        return null;
    }
}
