package org.virtp2v.core.machine;

import org.jspecify.annotations.Nullable;

/**
 * The processors of a machine.
 *
 * @param vendor
 *            libvirt's name of the vendor, {@code Intel} or {@code AMD}; null when it is another or unknown
 * @param modelName
 *            the marketing name, for people; null when unknown
 * @param logicalCpus
 *            logical CPUs that are online, at least 1
 * @param sockets
 *            processor packages, at least 1
 * @param coresPerSocket
 *            cores in each package, at least 1
 * @param threadsPerCore
 *            hardware threads of each core, at least 1
 * @param apic
 *            whether there is a local APIC
 * @param pae
 *            whether there is physical address extension
 */
public record Cpu(@Nullable String vendor, @Nullable String modelName, int logicalCpus, int sockets,
        int coresPerSocket, int threadsPerCore, boolean apic, boolean pae) {
}
