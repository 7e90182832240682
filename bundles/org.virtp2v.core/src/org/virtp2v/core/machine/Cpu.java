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

    /**
     * Sockets, cores and threads.
     *
     * @param sockets
     *            processor packages
     * @param cores
     *            cores in each
     * @param threads
     *            threads of each core
     */
    public record Topology(int sockets, int cores, int threads) {
        /** How many logical CPUs these are. */
        public long cpus() {
            return (long) sockets * cores * threads;
        }
    }

    /** What the machine says it has. */
    public Topology told() {
        return new Topology(sockets, coresPerSocket, threadsPerCore);
    }

    /**
     * What a guest can be given of it: never more CPUs than there are. Where not all cores have the same number of
     * threads, or some CPUs are off-line, what the machine says is more; then every CPU that there is becomes a core.
     */
    public Topology topology() {
        Topology told = told();
        if (told.cpus() <= logicalCpus) {
            return told;
        }
        int packages = logicalCpus % sockets == 0 ? sockets : 1;
        return new Topology(packages, logicalCpus / packages, 1);
    }
}
