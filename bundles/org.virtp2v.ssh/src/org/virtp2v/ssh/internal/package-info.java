/**
 * All communication with the conversion server, over SSH. Here is the way in, {@link SshConversionServer}; the rest is
 * in rooms, each of which knows only those below it:
 *
 * <pre>
 *   (this package)   one run's access to one server
 *   run, inspection  a conversion on the server; the server's properties
 *   slot             how busy the server is, and the right to run there
 *   script           bash scripts on the server, over a connection
 *   connection       one SSH connection, and forwards from the server
 *   identity         private keys and passwords
 *   fetch            small files from web servers
 *   hostkey          acceptance of host keys
 *   blocking         calls that know nothing of time limits
 *   further          how many connections carry a disk
 * </pre>
 *
 * Scripts are files beside the classes that send them; {@link org.virtp2v.core.text.BashScript} gives them their
 * values.
 */
@NullMarked
package org.virtp2v.ssh.internal;

import org.jspecify.annotations.NullMarked;
