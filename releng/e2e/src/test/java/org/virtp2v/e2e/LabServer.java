package org.virtp2v.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real conversion server on this machine; gone when it is closed, and also when these tests are killed. */
record LabServer(Map<String, String> values) implements AutoCloseable {

    static LabServer start(String... options) throws IOException, InterruptedException {
        return start(List.of(), List.of(options));
    }

    /** The same by another program, such as one that enters a network. */
    static LabServer start(List<String> before, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(Checkout.lab("conversion-server", "start", "--kvm", "no", "--supervise",
                Long.toString(ProcessHandle.current().pid()))));
        command.addAll(options);
        return new LabServer(Checkout.values(Checkout.run(command.toArray(String[]::new))));
    }

    /**
     * Ends sshd and its sessions, and starts it again after some seconds. Returns the new one, in the place of this.
     */
    LabServer restart(int secondsAway) throws IOException, InterruptedException {
        return new LabServer(Checkout.values(Checkout.run(Checkout.lab("conversion-server", "restart", "--dir",
                dir().toString(), "--away", Integer.toString(secondsAway)))));
    }

    String port() {
        return values.get("P2V_LAB_PORT");
    }

    /** The process of its sshd that waits for connections. */
    String pid() {
        return values.get("P2V_LAB_PID");
    }

    Path dir() {
        return Path.of(values.get("P2V_LAB_DIR"));
    }

    String user() {
        return values.get("P2V_LAB_USER");
    }

    String password() {
        return values.get("P2V_LAB_PASSWORD");
    }

    String identity() {
        return values.get("P2V_LAB_IDENTITY");
    }

    String fingerprint() {
        return values.get("P2V_LAB_HOST_FINGERPRINT");
    }

    /** Kernel command line to get there as root with the lab's key. */
    String asRoot() {
        return asRoot(port());
    }

    /** The same by a line to it. */
    String asRoot(LabLine line) {
        return asRoot(Integer.toString(line.port()));
    }

    private String asRoot(String port) {
        return "p2v.server=127.0.0.1 p2v.port=" + port + " p2v.identity=file://" + identity();
    }

    /** Kernel command line to get there as the lab's user with its password, and to use sudo. */
    String asUserWithSudo() {
        return asUserWithSudo(port());
    }

    /** The same by a line to it. */
    String asUserWithSudo(LabLine line) {
        return asUserWithSudo(Integer.toString(line.port()));
    }

    private String asUserWithSudo(String port) {
        return "p2v.server=127.0.0.1 p2v.port=" + port + " p2v.username=" + user() + " p2v.password=" + password()
                + " p2v.sudo";
    }

    @Override
    public void close() throws IOException {
        try {
            Checkout.run(Checkout.lab("conversion-server", "stop", "--dir", dir().toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
