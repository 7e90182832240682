/**
 * Runs programs of this machine, with Commons Exec: {@link LocalProgram} is the only way to do so, but for the few that
 * Commons Exec cannot run, because it pumps a program's streams instead of handing them on. These are all of them, and
 * a test looks for others:
 * <ul>
 * <li>{@code org.virtp2v.app.Commands}: what the user has given for before and after a conversion, and the shell of the
 * menu, have this program's own terminal;
 * <li>{@code org.virtp2v.app.PowerSaving}: the lock lasts as long as its standard input, a pipe that nobody writes to
 * and that closes however this program ends;
 * <li>{@code org.virtp2v.nbd.internal.ServerProcess}: the same pipe ends an NBD server; its process id, status and end
 * are needed too.
 * </ul>
 */
@NullMarked
package org.virtp2v.exec;

import org.jspecify.annotations.NullMarked;
