package org.virtp2v.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;

/**
 * Runs scripts of the live image in a copy of this machine's root file system, with stand-ins for the programs that
 * they start.
 */
abstract class LiveScriptsFixture {
    static final Path OVERLAY = Checkout.DIR.resolve("releng/image/overlay");
    static final Path MEDIA = Checkout.DIR.resolve("product/share/virt-p2v/media/overlay");
    static final String LIVE = "usr/lib/virt-p2v-live/";
    /** Tells what happens to it, and needs a moment to clean up. */
    static final String PROGRAM = """
            #!/bin/bash
            trap 'sleep 1; echo cleaned up >> /tmp/told; exit 130' TERM
            trap 'echo interrupted >> /tmp/told; exit 130' INT
            echo "the guest is $(cat /proc/sys/kernel/hostname), Java has $VIRT_P2V_JAVA_OPTIONS" >> /tmp/told
            while true; do sleep 0.1; done
            """;
    /** Starts it as systemd does, and waits until virt-p2v runs. */
    static final String START = """
            #!/bin/bash
            mount --bind /tmp/cmdline /proc/cmdline
            hostname early
            setsid env --default-signal=INT,QUIT /usr/lib/virt-p2v-live/start < /dev/null > /tmp/said 2>&1 &
            start=$!
            for i in {1..300}; do [ ! -s /tmp/told ] || break; sleep 0.1; done
            """;
    /** Waits for the end of "start" instead, which asks a question that nobody answers. */
    static final String TO_THE_END = START.replace("[ ! -s /tmp/told ]", "kill -0 $start 2> /dev/null")
            + "cat /tmp/said\n";
    @TempDir
    Path files;

    void file(String name, String content) throws Exception {
        Path file = files.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void script(Path overlay, String name) throws Exception {
        file(LIVE + name, Files.readString(overlay.resolve(LIVE + name)));
    }

    /** What a script prints that runs among these files. Its host name is its own. */
    String run(String script) throws Exception {
        Path file = Files.writeString(files.resolveSibling(files.getFileName() + ".sh"), script);
        try {
            var command = new ArrayList<>(List.of("unshare", "--uts"));
            command.addAll(List.of(Checkout.lab("image-root", file.toString(), files.toString())));
            return Checkout.run(command.toArray(String[]::new));
        } finally {
            Files.delete(file);
        }
    }

    void standIns(String cmdline) throws Exception {
        file("tmp/cmdline", cmdline + "\n");
        file("usr/bin/virt-p2v", PROGRAM);
        file("usr/bin/systemctl", "#!/bin/sh\necho running\n");
        file("usr/bin/nm-online", "#!/bin/sh\nhostname told-by-dhcp\n");
        file("usr/bin/xinit", "#!/bin/sh\nmkdir -p /tmp/.X11-unix\n: > /tmp/.X11-unix/X0\nexec \"$1\"\n");
        file("usr/bin/Xorg", "");
        file("usr/bin/systemd-detect-virt", "#!/bin/sh\ncat /tmp/virtualization || echo none\n");
        file("usr/bin/loadkeys", "#!/bin/sh\necho \"keyboard: $*\" >> /tmp/keyboard\n[ \"$2\" = de ]\n");
        for (String name : List.of("jwm", "nm-applet")) {
            file("usr/bin/" + name, "#!/bin/sh\n");
        }
        file("usr/bin/setxkbmap", "#!/bin/sh\necho \"screen: $*\" >> /tmp/keyboard\n");
        file("usr/bin/dbus-run-session", "#!/bin/sh\nshift\nDBUS_SESSION_BUS_ADDRESS=none exec \"$@\"\n");
        file(LIVE + "graphics", "#!/bin/sh\n[ ! -e /tmp/no-screen ]\n");
        script(OVERLAY, "console");
        script(OVERLAY, "start");
        script(OVERLAY, "session");
        script(OVERLAY, "desktop");
        script(OVERLAY, "data");
        script(OVERLAY, "functions");
        file("run/virt-p2v/data.read", "");
    }
}
