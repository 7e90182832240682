package org.virtp2v.app.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.virtp2v.core.text.Messages;

/**
 * Reads a list of machines from YAML 1.2 as a table: a sequence of mappings; or a mapping with such a sequence under
 * {@code machines}, and with what is the same for all that do not say otherwise under {@code defaults}. A value is a
 * scalar, as it is written, or a sequence of them, which stands for its items with commas between them.
 */
final class YamlTable {
    private static final Messages TEXT = Messages.beside(YamlTable.class);
    private static final String MACHINES = "machines";
    private static final String DEFAULTS = "defaults";
    private static final List<String> PARTS = List.of(DEFAULTS, MACHINES);

    private YamlTable() {
    }

    /**
     * The rows, the first one with the names of the columns; none when there is nothing.
     *
     * @throws TableFault
     *             when it is not YAML, or something else than such a list
     */
    static List<List<Cell>> rows(String text) throws TableFault {
        Optional<Node> document;
        try {
            document = new Compose(LoadSettings.builder().setUseMarks(true).setSchema(new CoreSchema())
                    .setCodePointLimit(Integer.MAX_VALUE).build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw new TableFault(line(mark), column(mark), TEXT.get("yaml.fault", e.getProblem()));
        } catch (YamlEngineException e) {
            throw new TableFault(1, 1, TEXT.get("yaml.fault", e.getMessage()));
        }
        return document.isEmpty() ? List.of() : table(document.get());
    }

    private static List<List<Cell>> table(Node document) throws TableFault {
        Map<String, Entry> defaults = Map.of();
        Node machines = document;
        if (document instanceof MappingNode) {
            Map<String, Entry> parts = entries(document);
            for (Map.Entry<String, Entry> part : parts.entrySet()) {
                if (!PARTS.contains(part.getKey())) {
                    throw fault(part.getValue().key(), "yaml.part", part.getKey());
                }
            }
            Entry list = parts.get(MACHINES);
            Entry same = parts.get(DEFAULTS);
            if (list == null) {
                throw fault(document, "yaml.noMachines");
            }
            machines = list.value();
            defaults = same == null ? defaults : entries(same.value());
        }
        if (!(machines instanceof SequenceNode sequence)) {
            throw fault(machines, "yaml.noList");
        }
        List<Map<String, Entry>> all = new ArrayList<>();
        for (Node machine : sequence.getValue()) {
            Map<String, Entry> entries = entries(machine);
            defaults.forEach(entries::putIfAbsent);
            all.add(entries);
        }
        return rows(all, sequence);
    }

    private static List<List<Cell>> rows(List<Map<String, Entry>> machines, SequenceNode list) throws TableFault {
        Map<String, Cell> header = new LinkedHashMap<>();
        for (Map<String, Entry> machine : machines) {
            machine.forEach((name, entry) -> header.putIfAbsent(name, cell(entry.key(), name)));
        }
        List<List<Cell>> rows = new ArrayList<>();
        rows.add(List.copyOf(header.values()));
        for (int i = 0; i < machines.size(); i++) {
            List<Cell> row = new ArrayList<>();
            for (String name : header.keySet()) {
                Entry entry = machines.get(i).get(name);
                row.add(entry == null ? cell(list.getValue().get(i), "") : cell(entry.value(), text(entry.value())));
            }
            rows.add(row);
        }
        return machines.isEmpty() ? List.of() : rows;
    }

    /** A key and its value. */
    private record Entry(Node key, Node value) {
    }

    private static Map<String, Entry> entries(Node node) throws TableFault {
        if (!(node instanceof MappingNode mapping)) {
            throw fault(node, "yaml.noMapping");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = text(tuple.getKeyNode());
            if (entries.putIfAbsent(name, new Entry(tuple.getKeyNode(), tuple.getValueNode())) != null) {
                throw fault(tuple.getKeyNode(), "yaml.twice", name);
            }
        }
        return entries;
    }

    private static String text(Node node) throws TableFault {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
        }
        if (!(node instanceof SequenceNode sequence)) {
            throw fault(node, "yaml.noValue");
        }
        List<String> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (!(item instanceof ScalarNode scalar)) {
                throw fault(item, "yaml.noValue");
            }
            items.add(scalar.getValue());
        }
        return items.stream().collect(Collectors.joining(","));
    }

    private static Cell cell(Node node, String text) {
        Mark mark = node.getStartMark().orElse(null);
        return new Cell(text, line(mark), column(mark));
    }

    private static TableFault fault(Node node, String key, Object... values) {
        Cell at = cell(node, "");
        return new TableFault(at.line(), at.column(), TEXT.get(key, values));
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getLine() + 1;
    }

    private static int column(@Nullable Mark mark) {
        return mark == null ? 1 : mark.getColumn() + 1;
    }
}
