package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two machines with one hardware address: the live system takes another one before the guest is there. A source, a
 * server and a guest are network namespaces on a bridge; a stand-in for NetworkManager gives and takes addresses as
 * with DHCP, and with {@code --full} it is the real one.
 */
class OwnAddressTest {
    private static final Path SCRIPT = Checkout.DIR
            .resolve("releng/image/overlay/usr/lib/virt-p2v-live/own-address");
    private static final Path SETTINGS = Checkout.DIR
            .resolve("releng/image/overlay/etc/NetworkManager/conf.d/virt-p2v.conf");
    /**
     * Who has the machine's own address has 10.9.0.10, others 10.9.0.77; or nothing, where the switch lets no others
     * in.
     */
    private static final String NMCLI = """
            #!/bin/bash
            case $* in
              *CON-UUID*) [ "$METHOD" = none ] || echo 1234 ;;
              *ipv4.method*) echo "$METHOD" ;;
              'device disconnect net0') ip address flush dev net0 ;;
              *'device connect net0')
                ip link set net0 up
                if [ "$(< /sys/class/net/net0/address)" = "$MAKERS" ]; then ip address add 10.9.0.10/24 dev net0
                elif [ -n "$REFUSES" ]; then exit 4
                else ip address add 10.9.0.77/24 dev net0
                fi ;;
              *) exit 9 ;;
            esac
            """;
    private static final String NETWORK = """
            #!/bin/bash
            set -euo pipefail
            mount --make-rprivate /
            mount -t tmpfs none /run
            trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
            ip link add br0 type bridge
            ip link set br0 up
            for name in machine server guest; do
              ip netns add $name
              ip link add $name type veth peer name net0 netns $name
              ip link set $name master br0 up
              ip -n $name link set lo up
            done
            on() { ip netns exec "$@"; }
            export MAKERS METHOD=auto REFUSES='' PATH=$PWD:$PATH
            MAKERS=$(on machine cat /sys/class/net/net0/address)
            ip -n machine address add 10.9.0.10/24 dev net0
            ip -n machine link set net0 up
            ip -n server address add 10.9.0.2/24 dev net0
            ip -n server link set net0 up
            for i in {1..50}; do ! on machine ping -c 1 -W 1 10.9.0.2 &> /dev/null || break; done
            """;
    /**
     * The machine's NetworkManager is a real one, with the live image's own settings, and the server a DHCP server. It
     * has no udev, which it does without where /sys is read-only; and it must not know what this machine's has.
     */
    private static final String NETWORK_MANAGER = """
            server_and_client() {
              mkdir -p /run/dbus /run/NetworkManager state etc/conf.d etc/system-connections
              mount --bind etc /etc/NetworkManager
              mount --bind state /var/lib/NetworkManager
              cp settings etc/conf.d/virt-p2v.conf
              printf '[main]\nplugins=keyfile\n' > etc/NetworkManager.conf
              ip -n machine address flush dev net0
              on server dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=net0 --user=root \
                --dhcp-range=10.9.0.50,10.9.0.99,1h --dhcp-leasefile="$PWD/leases" --pid-file= --dhcp-authoritative \
                --log-facility="$PWD/dnsmasq.log" &
              dbus-daemon --system --nofork --nopidfile --nosyslog &> dbus.log &
              until [ -S /run/dbus/system_bus_socket ]; do sleep 0.1; done
              on machine sh -c 'mount -o remount,ro /sys && exec NetworkManager --no-daemon' &> manager.log &
              for i in {1..300}; do
                ! on machine nmcli -g STATE general status 2> nmcli.log | grep -q '^connected' || break
                sleep 0.1
              done
            }
            """;
    /** Prints who answers for an IP address: a line with a hardware address for each answer of two seconds. */
    private static final String WHO = """
            import socket, struct, sys, time
            sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806))
            sock.bind(("net0", 0))
            own = sock.getsockname()[4]
            for each in range(4):
                sock.send(b"\\xff" * 6 + own + b"\\x08\\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + own
                          + socket.inet_aton("10.9.0.2") + bytes(6) + socket.inet_aton(sys.argv[1]))
                end = time.monotonic() + 0.5
                while time.monotonic() < end:
                    sock.settimeout(max(0.01, end - time.monotonic()))
                    try:
                        frame = sock.recv(100)
                    except socket.timeout:
                        break
                    if frame[20:22] == b"\\0\\2" and frame[28:32] == socket.inet_aton(sys.argv[1]):
                        print(frame[22:28].hex(":"))
            """;
    /**
     * Sends a byte again and again, over a connection that it makes anew when it is lost; prints each that comes back.
     */
    private static final String TALK = """
            import socket, sys, time
            sock = None
            while True:
                try:
                    if not sock:
                        sock = socket.create_connection(("10.9.0.2", 7), 1)
                        print("connected from", sock.getsockname()[0], flush=True)
                    sock.send(b"x")
                    if not sock.recv(1):
                        raise OSError
                except OSError:
                    sock = None
                time.sleep(0.1)
            """;
    private static final String ECHO = """
            import socket, threading
            def answer(sock):
                while True:
                    sock.sendall(sock.recv(1))
            server = socket.create_server(("10.9.0.2", 7))
            while True:
                threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()
            """;
    @TempDir
    Path work;

    @BeforeEach
    void makeTheScript() throws Exception {
        String text = Files.readString(SCRIPT);
        String check = "[ -e \"$net/$1/device\" ] && ";
        assertThat(text).contains(check);
        // What connects network namespaces has no device behind it.
        Checkout.program(work.resolve("own-address"), text.replace(check, ""));
        Checkout.program(work.resolve("nmcli"), NMCLI);
        Files.writeString(work.resolve("who"), WHO);
        Files.writeString(work.resolve("talk"), TALK);
        Files.writeString(work.resolve("echo"), ECHO);
    }

    private List<String> run(String script) throws Exception {
        return runAll(NETWORK + script);
    }

    private List<String> runAll(String script) throws Exception {
        Path file = Checkout.program(work.resolve("script"), script);
        var builder = new ProcessBuilder("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child",
                file.toString()).directory(work.toFile());
        Checkout.Ended ended = Checkout.end(builder);
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended.output().lines().toList();
    }

    @Test
    void theGuestAloneAnswersForItsAddressAndConnectionsComeBack() throws Exception {
        List<String> said = run("""
                on server python3 echo &
                sleep 0.5
                on machine python3 talk > talked &
                for i in {1..100}; do ! grep -q connected talked || break; sleep 0.1; done
                on machine own-address
                echo "makers $MAKERS"
                ip -n guest link set net0 address "$MAKERS"
                ip -n guest address add 10.9.0.10/24 dev net0
                ip -n guest link set net0 up
                for i in {1..60}; do [ "$(grep -c . talked)" -lt 2 ] || break; sleep 0.1; done
                echo "guest $(on server python3 who 10.9.0.10 | sort -u | tr '\\n' ' ')"
                echo "machine $(on server python3 who 10.9.0.77 | sort -u | tr '\\n' ' ')"
                ip -n guest link set net0 down
                echo "nobody $(on server python3 who 10.9.0.10)"
                cat talked
                on machine own-address
                """);
        String own = said.getFirst().substring("own net0 ".length());
        String makers = said.get(1).substring("makers ".length());
        assertThat(own.substring(2)).isEqualTo(makers.substring(2));
        assertThat(Integer.parseInt(own.substring(0, 2), 16) & 3).as(own).isEqualTo(2);
        assertThat(own).isNotEqualTo(makers);
        // The second time nothing is changed any more.
        assertThat(said.subList(2, said.size())).containsExactly("guest " + makers + " ", "machine " + own + " ",
                "nobody ", "connected from 10.9.0.10", "connected from 10.9.0.77");
    }

    @ParameterizedTest
    @CsvSource({ "REFUSES=yes,has no network with another address",
            "METHOD=manual,has an address that was given to it" })
    void whatCannotHaveAnotherAddressStaysAsItIs(String how, String why) throws Exception {
        List<String> said = run("""
                %s on machine own-address
                on machine ip -4 -brief address show net0
                on machine cat /sys/class/net/net0/address
                echo "$MAKERS"
                """.formatted(how));
        assertThat(said.getFirst()).isEqualTo("left net0 " + why);
        assertThat(said.get(1)).contains("UP", "10.9.0.10/24").doesNotContain("10.9.0.77");
        assertThat(said.get(2)).isEqualTo(said.getLast());
    }

    /**
     * A real NetworkManager and a real DHCP server: they tell the live system and the guest apart, which has the
     * machine's address and gets its lease, and the live system's connections come back.
     */
    @Test
    @EnabledIfSystemProperty(named = Checkout.FULL, matches = "true", disabledReason = "only with releng/verify --full")
    void aRealNetworkManagerGetsAnotherLease() throws Exception {
        for (String needed : List.of("NetworkManager", "dnsmasq")) {
            // They are not installed for tests, as their packages start services.
            assumeTrue(Files.isExecutable(Path.of("/usr/sbin", needed)), needed + " is not installed");
        }
        Files.delete(work.resolve("nmcli"));
        Files.copy(SETTINGS, work.resolve("settings"));
        Checkout.program(work.resolve("leased"), "#!/bin/sh\n[ \"$1\" != bound ] || ip address add $ip/24 dev net0\n");
        List<String> said = runAll(NETWORK + NETWORK_MANAGER + """
                server_and_client
                address() { on "$1" ip -4 -brief address show net0 | grep -o '10[.0-9]*'; }
                on server python3 echo &
                sleep 0.5
                first=$(address machine)
                on machine python3 talk > talked &
                for i in {1..100}; do ! grep -q connected talked || break; sleep 0.1; done
                on machine own-address
                second=$(address machine)
                ip -n guest link set net0 address "$MAKERS"
                ip -n guest link set net0 up
                on guest busybox udhcpc -i net0 -n -q -x hostname:debian -s "$PWD/leased" &> udhcpc.log
                for i in {1..60}; do [ "$(grep -c . talked)" -lt 2 ] || break; sleep 0.1; done
                echo "makers $MAKERS"
                echo "first $first"
                echo "second $second"
                echo "guest $(address guest)"
                echo "of first $(on server python3 who "$first" | sort -u | tr '\\n' ' ')"
                echo "of second $(on server python3 who "$second" | sort -u | tr '\\n' ' ')"
                awk '{print "lease", $3, $2, $5}' leases | sort
                cat talked
                on machine own-address
                """);
        assertThat(said).as("the program's line").hasSize(11);
        String own = said.getFirst().substring("own net0 ".length());
        String makers = said.get(1).substring("makers ".length());
        String first = said.get(2).substring("first ".length());
        String second = said.get(3).substring("second ".length());
        assertThat(second).isNotEqualTo(first);
        assertThat(said.subList(4, said.size())).containsExactlyInAnyOrder("guest " + first,
                "of first " + makers + " ", "of second " + own + " ",
                "lease " + first + " " + makers + " 01:" + makers, "lease " + second + " " + own + " 01:" + own,
                "connected from " + first, "connected from " + second);
    }

    /** Before NetworkManager is there nothing asks it; and a part of a bond or bridge is left alone. */
    @Test
    void earlyOnlyTheAddressIsSet() throws Exception {
        List<String> said = run("""
                rm nmcli
                ip -n machine link add extra type veth peer name other
                ip -n machine link add br1 type bridge
                ip -n machine link set extra master br1
                on machine own-address --early net0
                on machine own-address --early extra
                on machine own-address --early lo
                echo "$MAKERS"
                """);
        assertThat(said).hasSize(3).contains("left extra is a part of another interface");
        assertThat(said.getFirst()).startsWith("own net0 ").endsWith(said.getLast().substring(2));
    }
}
