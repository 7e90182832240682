package org.virtp2v.ssh.internal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

import org.virtp2v.ssh.internal.connection.Retries;
import org.virtp2v.ssh.internal.further.MeasuredCount;
import org.virtp2v.ssh.internal.script.Python;

/**
 * Options for tests. A person never sees these.
 *
 * @param knownHosts
 *            files with known host keys, see sshd(8); those that are not there count as empty; never written
 * @param connectLimit
 *            for one connection: TCP, key exchange and log-in together
 * @param fetchLimit
 *            for fetching the identity
 * @param scriptLimit
 *            for short actions on the server
 * @param aliveInterval
 *            silence after which the server is asked for a sign of life
 * @param aliveCount
 *            how many such questions may stay without an answer before the connection counts as lost
 * @param retryPauses
 *            how long to wait before each further try of a connection that failed for a reason that may pass
 * @param interpreters
 *            what may run the relay on the server, the best first; none: then there is no relay
 * @param clock
 *            for the date in the remote directory's name
 * @param random
 *            for the rest of that name
 * @param rule
 *            how the number of connections is measured
 */
public record SshOptions(List<Path> knownHosts, Duration connectLimit, Duration fetchLimit, Duration scriptLimit,
        Duration aliveInterval, int aliveCount, List<Duration> retryPauses, List<String> interpreters,
        InstantSource clock, RandomGenerator random, MeasuredCount.Rule rule) {

    /** Options with the product's measuring. */
    public SshOptions(List<Path> knownHosts, Duration connectLimit, Duration fetchLimit, Duration scriptLimit,
            Duration aliveInterval, int aliveCount, List<Duration> retryPauses, List<String> interpreters,
            InstantSource clock, RandomGenerator random) {
        this(knownHosts, connectLimit, fetchLimit, scriptLimit, aliveInterval, aliveCount, retryPauses, interpreters,
                clock, random, MeasuredCount.Rule.STANDARD);
    }

    /** Options without further tries and without a relay. */
    public SshOptions(List<Path> knownHosts, Duration connectLimit, Duration fetchLimit, Duration scriptLimit,
            Duration aliveInterval, int aliveCount, InstantSource clock, RandomGenerator random) {
        this(knownHosts, connectLimit, fetchLimit, scriptLimit, aliveInterval, aliveCount, List.of(), List.of(),
                clock, random);
    }

    /**
     * The product's options. A dead server is noticed after 160 seconds: after an outage TCP sends again at about 25,
     * 51, 102 and 205 seconds, so one of up to 100 is survived. Connections that are made again when they are lost wait
     * half as long, as that is sooner than TCP's next attempt.
     */
    public static SshOptions standard() {
        Path home = Path.of(System.getProperty("user.home"), ".ssh");
        // those of ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile
        List<Path> knownHosts = List.of(home.resolve("known_hosts"), home.resolve("known_hosts2"),
                Path.of("/etc/ssh/ssh_known_hosts"), Path.of("/etc/ssh/ssh_known_hosts2"));
        Duration minute = Duration.ofSeconds(60);
        return new SshOptions(knownHosts, minute, minute, minute, Duration.ofSeconds(20), 7, Retries.PAUSES,
                Python.INTERPRETERS, Clock.systemUTC(), new SecureRandom());
    }

    /** The same with these programs that may run the relay. */
    public SshOptions with(List<String> relayInterpreters) {
        return new SshOptions(knownHosts, connectLimit, fetchLimit, scriptLimit, aliveInterval, aliveCount, retryPauses,
                relayInterpreters, clock, random, rule);
    }

    /** The same with another way to measure. */
    public SshOptions with(MeasuredCount.Rule otherRule) {
        return new SshOptions(knownHosts, connectLimit, fetchLimit, scriptLimit, aliveInterval, aliveCount, retryPauses,
                interpreters, clock, random, otherRule);
    }
}
