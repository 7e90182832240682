package org.virtp2v.app.fleet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.SourceException;
import org.virtp2v.core.machine.Cpu;
import org.virtp2v.core.machine.Firmware;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.Rtc;
import org.virtp2v.core.output.TargetField;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.output.Targets;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.plan.Planner;
import org.virtp2v.core.plan.Planning;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.KernelCommandLine;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.settings.SettingsSource;
import org.virtp2v.core.settings.SettingsWriter;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.text.Messages;

/**
 * Reads the list of machines, and checks it with what the program itself is checked with: its keys, and its planner. A
 * column is a setting, with or without {@code p2v.}; {@code mac}, {@code uuid} and {@code size} are about the machine.
 */
final class MachineList {
    private static final Messages TEXT = Messages.beside(MachineList.class);
    private static final String MAC = "mac";
    private static final String UUID = "uuid";
    private static final String SIZE = "size";
    private static final Set<String> OWN = Set.of(MAC, UUID, SIZE);
    private static final Pattern MAC_FORM = Pattern
            .compile("[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}|([0-9a-f]{4}\\.){2}[0-9a-f]{4}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");
    /** What is not known of the machine must not be a reason to refuse. */
    private static final Machine SOME_MACHINE = new Machine("machine", new Cpu("Intel", null, 1, 1, 1, 1, true, true),
            4L << 30, true, Rtc.UNKNOWN, Firmware.UNKNOWN, List.of(), List.of(), List.of());
    private static final List<String> SOME_DISKS = List.of("/dev/sda");

    private final String file;
    private final Targets targets;
    private final List<FleetMachine> machines = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();

    private MachineList(String file, Targets targets) {
        this.file = file;
        this.targets = targets;
    }

    /**
     * What was read.
     *
     * @param problems
     *            all mistakes, each with where it is; none: the list can be used
     */
    record Reading(List<FleetMachine> machines, List<String> problems) {
        Reading {
            machines = List.copyOf(machines);
            problems = List.copyOf(problems);
        }
    }

    /**
     * Reads a list.
     *
     * @param file
     *            its name, for people; one of {@code .yaml} or {@code .yml} is YAML, any other CSV
     * @param text
     *            its content
     * @param targets
     *            the output targets
     */
    static Reading read(String file, String text, Targets targets) {
        var list = new MachineList(file, targets);
        try {
            list.read(isYaml(file) ? YamlTable.rows(text) : Csv.rows(text));
        } catch (TableFault e) {
            list.problems.add(TEXT.get("list.at", file, Integer.toString(e.line()), Integer.toString(e.column()),
                    e.getMessage()));
        }
        return new Reading(list.machines, list.problems);
    }

    private static boolean isYaml(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private void read(List<List<Cell>> rows) {
        if (rows.size() < 2) {
            problems.add(TEXT.get(isYaml(file) ? "list.emptyYaml" : "list.empty", file));
            return;
        }
        List<Cell> header = rows.getFirst();
        List<String> columns = header.stream().map(cell -> column(cell.text())).toList();
        for (int i = 0; i < columns.size(); i++) {
            column(header.get(i), columns.get(i), columns.indexOf(columns.get(i)) < i);
        }
        if (!columns.contains(MAC) && !columns.contains(UUID)) {
            problem(header.getFirst(), "list.noIdentity");
        }
        if (problems.isEmpty()) {
            rows.subList(1, rows.size()).forEach(row -> machine(columns, row));
        }
    }

    private static String column(String text) {
        String name = text.strip();
        String own = name.toLowerCase(Locale.ROOT);
        return OWN.contains(own) || name.startsWith(Key.PREFIX) ? OWN.contains(own) ? own : name : Key.PREFIX + own;
    }

    private void column(Cell cell, String column, boolean again) {
        if (again) {
            problem(cell, "list.columnTwice", cell.text());
        } else if (!OWN.contains(column)) {
            unknown(column).ifPresent(near -> problem(cell, near.isEmpty() ? "list.unknown" : "list.unknownNear",
                    cell.text(), near));
        }
    }

    /** The nearest key where it is none; empty text when none is near. */
    private static Optional<String> unknown(String column) {
        return SettingsReader.isKey(column) ? Optional.empty()
                : Optional.of(SettingsReader.nearestKey(column).orElse(""));
    }

    private void machine(List<String> columns, List<Cell> row) {
        int before = problems.size();
        if (row.size() > columns.size()) {
            problem(row.get(columns.size()), "list.tooMany", Integer.toString(columns.size()));
            return;
        }
        Map<String, Cell> cells = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            if (!cell.text().isEmpty()) {
                cells.put(columns.get(i), cell);
                if (!OWN.contains(columns.get(i))) {
                    value(columns.get(i), cell).ifPresent(lines::add);
                }
            }
        }
        String mac = identity(cells.get(MAC), MAC_FORM, "list.noMac");
        String uuid = identity(cells.get(UUID), UUID_FORM, "list.noUuid");
        if (!cells.containsKey(MAC) && !cells.containsKey(UUID)) {
            problem(row.getFirst(), "list.unidentified");
        }
        Long size = size(cells.get(SIZE));
        if (problems.size() == before) {
            complete(row.getFirst().line(), cells, mac == null ? null : hyphens(mac), uuid, size, lines);
        }
    }

    private @Nullable String identity(@Nullable Cell cell, Pattern form, String fault) {
        if (cell == null) {
            return null;
        }
        String text = cell.text().toLowerCase(Locale.ROOT);
        if (!form.matcher(text).matches()) {
            problem(cell, fault, cell.text());
        }
        return text;
    }

    private static String hyphens(String mac) {
        return mac.replaceAll("[:.-]", "").replaceAll("(..)(?!$)", "$1-");
    }

    private @Nullable Long size(@Nullable Cell cell) {
        if (cell == null) {
            return null;
        }
        try {
            return ByteSize.parse(cell.text());
        } catch (IllegalArgumentException e) {
            problem(cell, "list.noSize", cell.text());
            return null;
        }
    }

    /** The line of the settings file; none when there is a mistake. */
    private Optional<String> value(String key, Cell cell) {
        String line = key + "=" + cell.text();
        for (String way : List.of(line, key + "=\"" + cell.text() + "\"")) {
            SettingsSource source = SettingsSource.file("", way);
            if (way.lines().count() == 1 && source.problems().isEmpty() && says(source, key, cell.text())) {
                return understood(cell, source) ? Optional.of(way) : Optional.empty();
            }
        }
        problem(cell, "list.notExpressed", key);
        return Optional.empty();
    }

    private static boolean says(SettingsSource source, String key, String value) {
        List<KernelCommandLine.Entry> entries = source.entries();
        return entries.size() == 1 && entries.getFirst().key().equals(key) && value.equals(entries.getFirst().value());
    }

    private boolean understood(Cell cell, SettingsSource source) {
        try {
            SettingsReader.read("", source);
            return true;
        } catch (SettingsException e) {
            e.problems().forEach(why -> problem(cell, "list.badValue", why));
            return false;
        }
    }

    private void complete(int line, Map<String, Cell> cells, @Nullable String mac, @Nullable String uuid,
            @Nullable Long size, List<String> lines) {
        Cell first = cells.values().stream().min((a, b) -> Integer.compare(a.column(), b.column())).orElseThrow();
        unique(cells.getOrDefault(MAC, first), mac, "list.macTwice");
        unique(cells.getOrDefault(UUID, first), uuid, "list.uuidTwice");
        try {
            Settings given = TargetSettings.resolve(
                    SettingsReader.read("", SettingsSource.file(file, String.join("\n", lines))).settings(), targets);
            String name = given.guest().name();
            if (name == null) {
                problem(first, "list.noName");
                return;
            }
            unique(cell(cells, Key.GUEST_NAME, first), name.toLowerCase(Locale.ROOT), "list.nameTwice");
            for (PlanProblem problem : plan(given, name)) {
                String target = problem.targetField() == null ? null : "p2v.target." + problem.targetField();
                Cell there = target != null && cells.containsKey(target) ? cells.get(target)
                        : cell(cells, problem.field(), first);
                problem(there == null ? first : there, "list.plan", problem.field().longForm(), problem.message());
            }
            machines.add(new FleetMachine(line, name, mac, uuid, size, lines, given, hasSecret(given)));
        } catch (SettingsException e) {
            e.problems().forEach(why -> problem(named(cells, why, first), "list.badValue", why));
        } catch (SourceException e) {
            problem(first, "list.badValue", String.valueOf(e.getMessage()));
        }
    }

    /** The cell whose key a message begins with. */
    private static Cell named(Map<String, Cell> cells, String message, Cell other) {
        return cells.entrySet().stream().filter(cell -> message.startsWith(cell.getKey() + "="))
                .map(Map.Entry::getValue).findFirst().orElse(other);
    }

    private static Cell cell(Map<String, Cell> cells, Key key, Cell other) {
        return key.forms().map(cells::get).filter(cell -> cell != null).findFirst().orElse(other);
    }

    private void unique(Cell cell, @Nullable String value, String fault) {
        Integer before = value == null ? null : seen.putIfAbsent(fault + value, cell.line());
        if (before != null) {
            problem(cell, fault, cell.text(), Integer.toString(before));
        }
    }

    /** What the machine's disks are, only the machine knows; files with keys are on its image. */
    private List<PlanProblem> plan(Settings given, String name) throws SourceException {
        Settings known = given.devices().disks() != null ? given
                : given.withDevices(given.devices().withDisks(SOME_DISKS));
        Settings complete = Defaults.complete(known, SOME_MACHINE, List.of(), () -> name);
        Planning planning = Planner.plan(complete, SOME_MACHINE, NbdServer.DEFAULT_ORDER, path -> 1L << 30, targets,
                path -> "key\n".getBytes(StandardCharsets.UTF_8));
        return planning instanceof Planning.Refused refused ? refused.problems() : List.of();
    }

    private boolean hasSecret(Settings settings) {
        return !SettingsWriter.write(settings, Settings.NONE, this::isSecretField).leftOut().isEmpty();
    }

    private boolean isSecretField(String key) {
        return targets.all().stream().flatMap(target -> target.target().fields().stream())
                .anyMatch(field -> field.key().equals(key) && field.kind() == TargetField.Kind.SECRET);
    }

    private void problem(Cell at, String text, String... values) {
        problems.add(TEXT.get("list.at", file, Integer.toString(at.line()), Integer.toString(at.column()),
                TEXT.get(text, (Object[]) values)));
    }
}
