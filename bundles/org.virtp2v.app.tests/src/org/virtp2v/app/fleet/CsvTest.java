package org.virtp2v.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4180, and what spreadsheets write. */
class CsvTest {
    private static List<List<String>> texts(String text) throws TableFault {
        return Csv.rows(text).stream().map(row -> row.stream().map(Cell::text).toList()).toList();
    }

    @Test
    void readsRows() throws Exception {
        assertThat(texts("a,b,c\r\n1,,3\r\n")).containsExactly(List.of("a", "b", "c"), List.of("1", "", "3"));
        assertThat(texts("a,b\n1,2")).containsExactly(List.of("a", "b"), List.of("1", "2"));
        assertThat(texts("a,\r\n")).containsExactly(List.of("a", ""));
        assertThat(texts("a,")).containsExactly(List.of("a", ""));
        assertThat(texts("")).isEmpty();
    }

    @Test
    void readsQuotedValues() throws Exception {
        assertThat(texts("\"a \"\"b\"\"\",\"c,d\",\"e\r\nf\"\n\"\",x")).containsExactly(
                List.of("a \"b\"", "c,d", "e\r\nf"), List.of("", "x"));
    }

    @Test
    void takesWhatSpreadsheetsDoBesides() throws Exception {
        assertThat(texts("\ufeffa;b\n\n1;2,5\n;\n")).containsExactly(List.of("a", "b"), List.of("1", "2,5"));
        assertThat(texts(" a , \"b\" ,c\n")).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void knowsWhereAValueStands() throws Exception {
        List<List<Cell>> rows = Csv.rows("a,b\n\n\"x\ny\",two\nlast,\"3\"\n");
        assertThat(rows.get(1)).containsExactly(new Cell("x\ny", 3, 1), new Cell("two", 4, 4));
        assertThat(rows.get(2)).containsExactly(new Cell("last", 5, 1), new Cell("3", 5, 6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = { "a,\"b | 1 | 3", "a\\n\"b\"c,d | 2 | 4" })
    void saysWhereAQuoteIsWrong(String text, int line, int column) {
        TableFault fault = catchThrowableOfType(TableFault.class, () -> Csv.rows(text.replace("\\n", "\n")));
        assertThat(fault.line()).isEqualTo(line);
        assertThat(fault.column()).isEqualTo(column);
    }
}
