package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Debian of the lab that works: from its start on it writes a file a second, with its sum, and the same to its
 * second disk where it has one.
 *
 * @param work
 *            the test's directory
 * @param disks
 *            its disks; the root file system is on the first one
 * @param rootMib
 *            where that begins
 */
record WritingGuest(Path work, List<Path> disks, int rootMib) {
    private static final String WRITER = """
            #!/bin/sh
            mkdir -p /var/written
            cd /var/written || exit
            n=$(ls | grep -c '\\.sum$')
            while :; do
              n=$((n + 1))
              head -c 100000 /dev/urandom > $n
              sha256sum $n > $n.sum
              ! mountpoint -q /data || cp $n $n.sum /data/
              sync
              echo "written $n" > /dev/tty1
              sleep 1
            done
            """;
    private static final String UNIT = """
            [Unit]
            Description=Writes
            [Service]
            ExecStart=/usr/local/bin/writer
            """;

    /** Waits for so many flushes of the disks more, of which each file needs about five; at most so many seconds. */
    private static final String AWAIT_WRITES = """
            import json, socket, sys, time
            sock = socket.socket(socket.AF_UNIX)
            sock.connect("instant-qmp")
            lines = sock.makefile("rw")
            def ask(command):
                print(json.dumps({"execute": command}), file=lines, flush=True)
                while True:
                    answer = json.loads(lines.readline())
                    if "return" in answer:
                        return answer["return"]
            def flushes():
                return sum(each["stats"]["flush_operations"] for each in ask("query-blockstats"))
            lines.readline()
            ask("qmp_capabilities")
            first = flushes()
            for second in range(int(sys.argv[2])):
                if flushes() >= first + int(sys.argv[1]):
                    break
                time.sleep(1)
            else:
                sys.exit("the guest does not write")
            """;

    /** Makes one of a kind that the lab knows, whose name begins with {@code debian}. */
    static WritingGuest make(Path work, String kind) throws Exception {
        int rootMib = switch (kind) {
            case "debian-uefi" -> 33;
            case "debian-lvm" -> 34;
            default -> 1;
        };
        var guest = new WritingGuest(work, Checkout.guest(kind, work.resolve("guests")), rootMib);
        Path writer = Files.writeString(work.resolve("writer"), WRITER);
        Path unit = Files.writeString(work.resolve("unit"), UNIT);
        String service = "/etc/systemd/system/writer.service";
        for (String command : List.of("write " + writer + " /usr/local/bin/writer",
                "sif /usr/local/bin/writer mode 0100755", "write " + unit + " " + service,
                "symlink /etc/systemd/system/multi-user.target.wants/writer.service " + service)) {
            Checkout.run("debugfs", "-w", "-R", command, guest.source());
        }
        return guest;
    }

    /** The root file system of the machine, for e2fsprogs. */
    private String source() {
        return disks.getFirst() + "?offset=" + ((long) rootMib << 20);
    }

    /**
     * Waits until a guest has written some files more; no program on the server may follow it any more.
     *
     * @param remote
     *            its run's directory on the server
     */
    static void awaitWrites(Path remote) throws Exception {
        Checkout.Ended ended = Checkout.end(
                new ProcessBuilder("python3", "-c", AWAIT_WRITES, "200", "1200").directory(remote.toFile()));
        assertThat(ended.code()).as(ended.output()).isZero();
    }

    /**
     * As after a power cut: the journals are played back, and then nothing is wrong; and what was not touched is there.
     *
     * @param copies
     *            the guest's disks, raw
     */
    void isWhole(List<Path> copies) throws Exception {
        String root = checked(copies.getFirst(), rootMib);
        hasWritten(root, "/var/written");
        for (String untouched : List.of("/usr/bin", "/usr/share/doc", "/usr/lib/x86_64-linux-gnu")) {
            Checkout.Ended same = Checkout.end(new ProcessBuilder("diff", "--recursive", "--no-dereference", "--brief",
                    dump(root, untouched, "copy").toString(), dump(source(), untouched, "source").toString()));
            assertThat(same.output()).as(untouched).isEmpty();
        }
        if (copies.size() > 1) {
            String data = checked(copies.get(1), 1);
            hasWritten(data, "/");
            assertThat(Checkout.run("debugfs", "-R", "cat /hello.txt", data)).isEqualTo("hello\n");
        }
        // Links out of the directory in which they are would be warned of.
        Checkout.run("rm", "-rf", work.resolve("copy").toString(), work.resolve("source").toString());
    }

    /** A file system in a file of its own: e2fsck forgets the offset when it has played back the journal. */
    private String checked(Path copy, int mib) throws Exception {
        String image = work.resolve(copy.getFileName() + ".ext4").toString();
        Checkout.run("dd", "if=" + copy, "of=" + image, "bs=1M", "skip=" + mib, "conv=sparse", "status=none");
        Checkout.Ended repaired = Checkout.end(new ProcessBuilder("e2fsck", "-p", image));
        assertThat(repaired.code()).as(repaired.output()).isLessThan(2);
        Checkout.Ended checked = Checkout.end(new ProcessBuilder("e2fsck", "-fn", image));
        assertThat(checked.code()).as(checked.output()).isZero();
        return image;
    }

    private void hasWritten(String image, String directory) throws Exception {
        Path written = dump(image, directory, "copy");
        try (Stream<Path> files = Files.list(written)) {
            long sums = files.filter(file -> file.toString().endsWith(".sum") && file.toFile().length() > 0).count();
            System.err.println("The guest wrote " + sums + " files to " + directory + ".");
            assertThat(sums).isGreaterThan(20);
        }
        // The last one may have no sum yet, or half of it.
        Checkout.Ended right = Checkout.end(new ProcessBuilder("sh", "-c",
                "cd " + written + " && cat $(find . -name '*.sum' -size +60c) | sha256sum --check --quiet"));
        assertThat(right.code()).as(right.output()).isZero();
    }

    private Path dump(String image, String directory, String to) throws Exception {
        Path target = work.resolve(to + ("/".equals(directory) ? "/data" : directory));
        // debugfs puts a directory into another one, but the root directory's content.
        Path place = Files.createDirectories("/".equals(directory) ? target : target.getParent());
        Checkout.run("debugfs", "-R", "rdump " + directory + " " + place, image);
        return target;
    }
}
