package org.virtp2v.app.fleet;

import java.util.ArrayList;
import java.util.List;

import org.virtp2v.core.text.Messages;

/**
 * Reads comma-separated values as RFC 4180 describes them, and knows where each stands, which the libraries for it do
 * not tell. What spreadsheets do besides is taken, too: a byte order mark, line feeds without carriage returns,
 * semicolons where the first line has no comma, blank lines. Each blank around a value without quotes is dropped.
 */
final class Csv {
    private static final Messages TEXT = Messages.beside(Csv.class);

    private final String text;
    private final char separator;
    private final List<List<Cell>> rows = new ArrayList<>();
    private List<Cell> row = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineBegin;

    private Csv(String text) {
        this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
        String first = this.text.lines().findFirst().orElse("");
        this.separator = first.indexOf(',') < 0 && first.indexOf(';') >= 0 ? ';' : ',';
    }

    /**
     * The rows that are not blank.
     *
     * @throws TableFault
     *             when a quote is not closed, or something follows it
     */
    static List<List<Cell>> rows(String text) throws TableFault {
        return new Csv(text).read();
    }

    private List<List<Cell>> read() throws TableFault {
        while (at < text.length()) {
            row.add(cell());
            if (at < text.length() && text.charAt(at) == separator) {
                at++;
                if (at == text.length()) {
                    row.add(new Cell("", line, column()));
                }
            } else {
                endOfLine();
            }
        }
        endOfRow();
        return List.copyOf(rows);
    }

    private int column() {
        return at - lineBegin + 1;
    }

    private void endOfLine() {
        if (at < text.length()) {
            at += text.startsWith("\r\n", at) ? 2 : 1;
            line++;
            lineBegin = at;
        }
        endOfRow();
    }

    private void endOfRow() {
        if (!row.stream().allMatch(cell -> cell.text().isBlank())) {
            rows.add(List.copyOf(row));
        }
        row = new ArrayList<>();
    }

    private Cell cell() throws TableFault {
        int beginLine = line;
        int begin = column();
        int quote = at;
        while (quote < text.length() && text.charAt(quote) == ' ') {
            quote++;
        }
        if (quote < text.length() && text.charAt(quote) == '"') {
            at = quote + 1;
            return new Cell(quoted(), beginLine, begin);
        }
        int from = at;
        while (at < text.length() && text.charAt(at) != separator && !isEnd(text.charAt(at))) {
            at++;
        }
        return new Cell(text.substring(from, at).strip(), beginLine, begin);
    }

    private static boolean isEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private String quoted() throws TableFault {
        int quoteLine = line;
        int quoteColumn = column() - 1;
        var value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && at < text.length() && text.charAt(at) == '"') {
                value.append('"');
                at++;
            } else if (c == '"') {
                afterQuote();
                return value.toString();
            } else {
                value.append(c);
                if (c == '\n') {
                    line++;
                    lineBegin = at;
                }
            }
        }
        throw new TableFault(quoteLine, quoteColumn, TEXT.get("csv.openQuote"));
    }

    private void afterQuote() throws TableFault {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) != separator && !isEnd(text.charAt(at))) {
            throw new TableFault(line, column(), TEXT.get("csv.afterQuote"));
        }
    }
}
