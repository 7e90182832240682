package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of machines in YAML. */
@Timeout(30)
class YamlTableTest {
    private static List<List<String>> texts(String text) throws TableFault {
        return YamlTable.rows(text).stream().map(row -> row.stream().map(Cell::text).toList()).toList();
    }

    @Test
    void readsAListOfMachines() throws Exception {
        assertThat(texts("""
                - mac: 52:54:00:12:34:56   # the first one
                  name: web01
                  disks: [sda, sdb]
                - {name: "db: 1", mac: 525400123457, sudo: true, memory: ~}
                """)).containsExactly(List.of("mac", "name", "disks", "sudo", "memory"),
                List.of("52:54:00:12:34:56", "web01", "sda,sdb", "", ""),
                List.of("525400123457", "db: 1", "", "true", ""));
    }

    @Test
    void readsWhatIsTheSameForAll() throws Exception {
        assertThat(texts("""
                defaults:
                  server: conv1
                  o: libvirt
                machines:
                - {mac: 52-54-00-12-34-56, o: local}
                - {mac: 52-54-00-12-34-57}
                """)).containsExactly(List.of("mac", "o", "server"), List.of("52-54-00-12-34-56", "local", "conv1"),
                List.of("52-54-00-12-34-57", "libvirt", "conv1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = { "##", "# \\n#", "# # nothing\\n#", "[]",
            "machines: []" })
    void findsNoMachine(String text) throws Exception {
        assertThat(YamlTable.rows(text.replace("\\n", "\n"))).isEmpty();
    }

    @Test
    void knowsWhereAValueStands() throws Exception {
        List<List<Cell>> rows = YamlTable.rows("- mac: a\n  name:   'x y'\n");
        assertThat(rows.get(0)).containsExactly(new Cell("mac", 1, 3), new Cell("name", 2, 3));
        assertThat(rows.get(1)).containsExactly(new Cell("a", 1, 8), new Cell("x y", 2, 11));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
            "- a: [b | 1 | 8 | not YAML",
            "- a: 1\\n  a: 2 | 2 | 3 | a",
            "- a: {b: c} | 1 | 6 | a list of texts",
            "- a: [[b]] | 1 | 7 | a list of texts",
            "- web01 | 1 | 3 | name: value",
            "hosts: [] | 1 | 1 | hosts stands beside",
            "defaults: {a: b} | 1 | 1 | no list of machines",
            "machines: web01 | 1 | 11 | begins with a hyphen",
            "web01 | 1 | 1 | begins with a hyphen",
            "- a: 1\\n--- \\n- a: 2 | 2 | 1 | not YAML",
            "- a: &x [*x] | 1 | 6 | a list of texts" })
    void saysWhatIsWrongAndWhere(String text, int line, int column, String what) {
        TableFault fault = catchThrowableOfType(TableFault.class, () -> YamlTable.rows(text.replace("\\n", "\n")));
        assertThat(fault).hasMessageContaining(what);
        assertThat(List.of(fault.line(), fault.column())).containsExactly(line, column);
    }

    /** A few lines that would stand for billions. */
    @Test
    void isNotDrownedByAliases() {
        StringBuilder text = new StringBuilder("- &a0 {a: [x, x, x, x, x, x, x, x, x, x]}\n");
        for (int i = 1; i < 60; i++) {
            text.append("- &a").append(i).append(" {a: [").append(("*a" + (i - 1) + ", ").repeat(10)).append("]}\n");
        }
        assertThat(catchThrowableOfType(TableFault.class, () -> YamlTable.rows(text.toString()))).isNotNull();
    }
}
