package org.virtp2v.app.fleet;

/**
 * A value of a table, and where it stands in its file.
 *
 * @param line
 *            where it begins, counted from 1
 * @param column
 *            the character of that line, counted from 1
 */
record Cell(String text, int line, int column) {
}
