/**
 * The user's settings: the kernel command line, its grammar, the table of its keys, defaults and dump.
 * <p>
 * {@link org.virtp2v.core.settings.Key} is the table. To add a key:
 * <ol>
 * <li>Add a value to the record it belongs to, such as {@link org.virtp2v.core.settings.RunSettings}, with the value it
 * has when nothing is given and a {@code with…} method.</li>
 * <li>Add its names to {@code Key}, and in {@code Key.slot()} its kind and where it stands; a new kind, with the text
 * that names the expected value, goes into {@link org.virtp2v.core.settings.Kind}. After {@code OUTPUT_MISC}, so that
 * the dump stays that of the C program.</li>
 * <li>Describe it in the user guide ({@code parts/keys.adoc}), and name it in the completion for bash. Tests fail until
 * guide and completion have it.</li>
 * </ol>
 * Reader, writer, dump, and the hiding of secrets are loops over the table. Secrets are declared in
 * {@link org.virtp2v.core.settings.Kind.Form}: keys that are secret as a whole, passwords in URLs, and options of
 * virt-v2v whose value is one, by the names in {@link org.virtp2v.core.settings.SecretName}. Fields of output targets
 * say so themselves ({@link org.virtp2v.core.output.TargetField.Kind#SECRET}).
 */
@NullMarked
package org.virtp2v.core.settings;

import org.jspecify.annotations.NullMarked;
