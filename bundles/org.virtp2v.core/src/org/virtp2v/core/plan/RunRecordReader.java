package org.virtp2v.core.plan;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.Origin.DiskIdentity;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.Extent;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.JsonReader;

/**
 * Reads the record of a run from what a server tells, which may be anything: takes only what fits. Of the settings it
 * takes those that a record has, whatever else is there: neither a log-in nor a command comes from a server.
 */
final class RunRecordReader {
    private static final int LONGEST = 4096;
    private static final int LONGEST_SETTINGS = 1 << 16;
    private static final int MOST_DISKS = 1000;
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TARGET = Pattern.compile("[a-z]{1,10}");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}");

    private final Map<String, @Nullable Object> members;

    private RunRecordReader(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    static RunRecord read(String text) {
        RunRecordReader record = new RunRecordReader(JsonReader.object(text));
        if (record.number("version") != RunRecord.VERSION) {
            throw new IllegalArgumentException("another version");
        }
        RunRecordReader machine = new RunRecordReader(object(record.members.get("machine")));
        List<RunRecord.Disk> disks = record.list("disks").stream()
                .map(disk -> new RunRecordReader(object(disk)).disk()).toList();
        String guest = record.text("guest");
        if (disks.isEmpty() || disks.size() > MOST_DISKS || guest.isBlank() || guest.indexOf('/') >= 0) {
            throw new IllegalArgumentException("no disk, too many, or no guest");
        }
        return new RunRecord(record.text("program"), record.instant("began"), machine.optional("uuid"),
                machine.text("name"), guest, record.settings(), record.text("target"), disks,
                record.list("secrets").stream().map(name -> matching(FILE, name)).toList());
    }

    private Settings settings() {
        String line = words(members.get("settings"), LONGEST_SETTINGS);
        try {
            Settings read = SettingsReader.read(line).settings();
            return RunRecord.settings(read.guest().memoryBytes(), read.guest().vcpus(), read.output(),
                    read.run().bytesPerSecond(), read.run().onReadError(), read.run().testBoot(),
                    read.run().instant());
        } catch (SettingsException e) {
            throw new IllegalArgumentException("settings", e);
        }
    }

    private RunRecord.Disk disk() {
        List<Extent> excluded = new ArrayList<>();
        for (Object pair : list("excluded")) {
            if (!(pair instanceof List<?> both) || both.size() != 2) {
                throw new IllegalArgumentException("excluded");
            }
            excluded.add(new Extent(number(both.get(0)), number(both.get(1))));
        }
        Path path = Path.of(text("path"));
        long bytes = number("bytes");
        Object used = members.get("usedBytes");
        Object bus = members.get("bus");
        Object fingerprint = members.get("fingerprint");
        if (bytes < 1 || !path.isAbsolute()) {
            throw new IllegalArgumentException("no disk");
        }
        SourceDisk source = new SourceDisk(text("name"), path, bytes, matching(TARGET, members.get("target")),
                bus == null ? null : matching(TARGET, bus),
                used == null ? null : Long.valueOf(Math.clamp(number(used), 0, bytes)), excluded);
        return new RunRecord.Disk(source, new DiskIdentity(optional("serial"), optional("wwn"), optional("model")),
                fingerprint == null ? null : matching(FINGERPRINT, fingerprint));
    }

    private Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private String text(String name) {
        return words(members.get(name), LONGEST);
    }

    private @Nullable String optional(String name) {
        return members.get(name) == null ? null : text(name);
    }

    private long number(String name) {
        return number(members.get(name));
    }

    private List<?> list(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException(name);
    }

    private static Map<String, @Nullable Object> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> members = new HashMap<>();
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
            return members;
        }
        throw new IllegalArgumentException("no object");
    }

    /** Text that people may see: what controls a terminal is refused. */
    private static String words(@Nullable Object value, int longest) {
        if (value instanceof String text && text.length() <= longest
                && text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw new IllegalArgumentException("no text");
    }

    private static String matching(Pattern pattern, @Nullable Object value) {
        String text = words(value, LONGEST);
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not " + pattern);
        }
        return text;
    }

    private static long number(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("no number", e);
            }
        }
        throw new IllegalArgumentException("no number");
    }
}
