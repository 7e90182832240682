package org.virtp2v.app.fleet;

/** What is in a file is no table. */
final class TableFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final int column;

    /**
     * @param line
     *            where it is seen, counted from 1
     * @param column
     *            the character of that line, counted from 1
     */
    TableFault(int line, int column, String message) {
        super(message);
        this.line = line;
        this.column = column;
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }
}
