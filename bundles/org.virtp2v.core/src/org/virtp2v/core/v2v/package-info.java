/**
 * Everything that virt-v2v is given and says. Of a plan it makes the files of the remote directory
 * ({@link org.virtp2v.core.v2v.RemoteFiles}): the description of the machine ({@code physical.xml}), the script that
 * runs virt-v2v ({@code virt-v2v-wrapper.sh}) with virt-v2v's arguments, the files of the output target, and those with
 * secrets. Of virt-v2v's output it makes messages ({@link org.virtp2v.core.v2v.ToolOutput}). It knows neither
 * connections nor events: {@code convert} copies the files, and follows the output.
 */
@NullMarked
package org.virtp2v.core.v2v;

import org.jspecify.annotations.NullMarked;
