package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The menu for terminals, in a real pseudo-terminal, and a whole conversion out of it over a real sshd. */
class MenuTest {
    private static final String CTRL_C = "\u0003";
    private static final Duration CONVERSION = Duration.ofMinutes(10);
    @TempDir
    Path work;

    @BeforeEach
    void letTheServersUserIn() throws Exception {
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Conversation menu(List<Path> disks, String commandLine, String... environment) throws Exception {
        List<String> command = new ArrayList<>(List.of(Checkout.PRODUCT.toString(), "--menu",
                "--cmdline=" + commandLine));
        disks.forEach(disk -> command.add("--test-disk=" + disk));
        List<String> all = new ArrayList<>(List.of("TERM=vt220"));
        all.addAll(List.of(environment));
        return new Conversation(work, all, command);
    }

    private Path disk() throws Exception {
        return Files.write(work.resolve("disk.img"), new byte[1 << 20]);
    }

    /** A stand-in for virt-v2v, which says what it can do, and does this. */
    private String virtV2v(String conversion) throws Exception {
        return Checkout.program(work.resolve("virt-v2v"), """
                #!/bin/sh
                case "$*" in
                  *--version*) echo 'virt-v2v 2.2.0' ;;
                  *--machine-readable*) printf 'libguestfs-rewrite\noutput:local\noutput:null\n' ;;
                  *) CONVERSION ;;
                esac
                """.replace("CONVERSION", conversion)).toString();
    }

    /** From the first question to the summary: nothing is given before, and Enter leads from one part to the next. */
    private static void choose(Conversation menu, LabServer server, Path disk, String target) throws Exception {
        menu.answers("Number [1]:", "")
                .answers("of the conversion server:", server.user() + "@127.0.0.1:" + server.port())
                .answers("SSH port [" + server.port() + "]:", "").answers("User there [" + server.user(), "")
                .answers("URL of a private key", "").answers("Password (is not shown):", server.password())
                .answers("with sudo", "y").sees("Is this the right server?").sees(server.fingerprint())
                .answers("Trust this server [y/N]:", "y").sees("The conversion server is ready")
                .answers("Number [2]:", "").sees("[x] " + disk).answers("leave out", "").answers("Number [3]:", "")
                .answers("Name of the guest", "menu").answers("Virtual CPUs", "2").answers("Memory in MiB", "1024")
                .answers("Firmware [1]:", "").answers("Number [4]:", "").sees("Convert this machine to:")
                .answers("Number [1]:", target);
    }

    private static void leave(Conversation menu, LabServer server) throws Exception {
        menu.sees("SUCCESS").answers("Number [9]:", "0").answers("Leave the menu?", "y");
        assertThat(menu.end()).isZero();
        assertThat(menu.shown()).doesNotContain(server.password(), "\u001b[1", "Exception", "…", "’");
    }

    @Test
    void convertsAMachine() throws Exception {
        assumeTrue(Checkout.isFullRun(), "takes some minutes, and others convert with the real virt-v2v");
        Path output = Files.createDirectory(work.resolve("output"));
        List<Path> disks = Checkout.guest("phony", work.resolve("guests"));
        String before = Checkout.sha256(disks);
        try (LabServer server = LabServer.start("--user"); Conversation menu = menu(disks, "")) {
            choose(menu, server, disks.getFirst(), "1");
            menu.answers("irectory", output.toString()).answers("Compress the disks", "")
                    .answers("Format of the guest", "").answers("Space for the guest", "").answers("Number [5]:", "7")
                    .sees("What will happen").sees("menu with 2 vCPUs").sees("Checks")
                    .answers("Start the guest once", "n").answers("Start the conversion? [y/N]:", "y")
                    .sees("Conversion finished successfully", CONVERSION);
            leave(menu, server);
        }
        assertThat(output.resolve("menu.xml")).isNotEmptyFile();
        assertThat(Checkout.sha256(disks)).isEqualTo(before);
    }

    @Test
    void triesWhetherAMachineWouldConvert() throws Exception {
        Path disk = disk();
        try (LabServer server = LabServer.start("--user", "--virt-v2v", virtV2v("echo Finishing off"));
                Conversation menu = menu(List.of(disk), "")) {
            choose(menu, server, disk, "2");
            menu.answers("Format of the guest", "").answers("Space for the guest", "").answers("Number [5]:", "7")
                    .sees("What will happen").sees("menu with 2 vCPUs").sees("Checks")
                    .answers("Start the conversion? [y/N]:", "y");
            leave(menu, server);
        }
    }

    @Test
    void badAnswersAreAskedAgainAndCtrlCLeadsBack() throws Exception {
        try (Conversation menu = menu(List.of(disk()), "")) {
            menu.answers("Number [1]:", "12").sees("12 is not in the list").answers("Number [1]:", "seven")
                    .sees("seven is not in the list").answers("Number [1]:", "7")
                    .sees("Choose a conversion server first").answers("Number [7]:", "1")
                    .answers("of the conversion server:", "two words").sees("This is not the name")
                    .answers("of the conversion server:", "127.0.0.1").answers("SSH port [22]:", "70000")
                    .sees("from 1 to 65535").answers("SSH port [22]:", "1").answers("User there", "")
                    .answers("URL of a private key", "nonsense").sees("This is not a URL")
                    .answers("URL of a private key", "").answers("Password", "secret").sees("127.0.0.1:1")
                    .answers("Number [1]:", "2").answers("leave out", "1").sees("[ ] ").answers("leave out", "x")
                    .sees("x is not in the list").answers("leave out", "").answers("Number [3]:", "3")
                    .answers("Name of the guest", "a/b").answers("Virtual CPUs", "many").sees("not a whole number")
                    .sees("Virtual CPUs").presses("3" + CTRL_C).answers("Number [3]:", "7")
                    .sees("What has to be changed first").sees("slash").sees("No disk is selected")
                    .sees("Number [7]:").presses(CTRL_C).answers("Leave the menu?", "maybe").sees("answer y")
                    .answers("Leave the menu?", "y");
            assertThat(menu.end()).isZero();
            assertThat(menu.shown()).doesNotContain("secret", "Exception");
        }
    }

    @Test
    void aShellLeadsBackWithTheTerminalAsItWas() throws Exception {
        try (Conversation menu = menu(List.of(disk()), "")) {
            menu.answers("Number [1]:", "9").answers("Number:", "1").types("stty -a | tr ';' '\\n'; echo $((6 * 7))")
                    .sees("eol = <undef>").sees("\nisig").sees("42").types("exit").answers("Number [9]:", "0")
                    .answers("Leave the menu?", "y");
            assertThat(menu.end()).isZero();
        }
    }

    @Test
    void theEndOfTheInputEndsIt() throws Exception {
        try (Conversation menu = menu(List.of(disk()), "")) {
            menu.sees("Number [1]:").hangsUp();
            assertThat(menu.end()).isZero();
        }
    }

    @Test
    void speaksGerman() throws Exception {
        try (Conversation menu = menu(List.of(disk()), "", "LC_ALL=C.UTF-8",
                "VIRT_P2V_JAVA_OPTIONS=-Duser.language=de")) {
            menu.answers("Nummer [1]:", "0").answers("Das Menü verlassen?", "j");
            assertThat(menu.end()).isZero();
        }
    }

    @Test
    void ctrlCAsksBeforeItCancels() throws Exception {
        Path disk = disk();
        String slow = virtV2v("echo Opening the source; sleep 600");
        try (LabServer server = LabServer.start("--virt-v2v", slow);
                Conversation menu = menu(List.of(disk), server.asRoot() + " p2v.skip_test_connection p2v.name=x p2v.os="
                        + work)) {
            menu.answers("Number [1]:", "7").sees("What will happen").answers("Start the guest once", "n")
                    .answers("Start the conversion? [y/N]:", "y");
            menu.answers("Trust this server", "y").sees("Opening the source").presses(CTRL_C)
                    .sees("Cancel the conversion?").presses(CTRL_C).sees("CANCELLED").answers("Number [9]:", "0")
                    .answers("Leave the menu?", "y");
            assertThat(menu.end()).isZero();
        }
    }
}
