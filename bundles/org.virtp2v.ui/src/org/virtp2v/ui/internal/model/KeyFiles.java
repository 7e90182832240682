package org.virtp2v.ui.internal.model;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.virtp2v.core.plan.KeyFileReader;
import org.virtp2v.core.server.Secret;

/** The files that {@code p2v.key} names, read once, so that planning needs to read nothing. Immutable. */
public final class KeyFiles implements KeyFileReader {
    /** None is named. */
    static final KeyFiles NONE = new KeyFiles(List.of());

    private final Map<Path, byte[]> contents = new HashMap<>();
    private final Map<Path, IOException> problems = new HashMap<>();

    /**
     * Reads them; not on the UI thread.
     *
     * @param keys
     *            as {@code p2v.key} has them
     */
    KeyFiles(List<Secret> keys) {
        for (Secret key : keys) {
            String[] parts = key.reveal().split(":", 3);
            if (parts.length == 3 && parts[1].equals("file")) {
                read(parts[2]);
            }
        }
    }

    private void read(String name) {
        try {
            Path file = Path.of(name);
            try {
                contents.put(file, KeyFileReader.readNow(file));
            } catch (IOException e) {
                problems.put(file, e);
            }
        } catch (InvalidPathException e) {
            // Planning says so.
        }
    }

    @Override
    public byte[] read(Path file) throws IOException {
        byte[] content = contents.get(file);
        if (content == null) {
            throw problems.getOrDefault(file, new NoSuchFileException(file.toString()));
        }
        return content.clone();
    }
}
