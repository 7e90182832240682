package org.virtp2v.core.v2v;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.core.plan.GuestLink;
import org.virtp2v.core.server.RemoteFile;
import org.virtp2v.core.testing.Plans;
import org.virtp2v.core.text.JsonReader;

/** What the program that stands in virt-v2v's place is given. */
class InstantFilesTest {
    private static final String LINE = "p2v.server=conv p2v.name=web1 p2v.disks=/a,/b ";
    private static final DiskPorts PORTS = Ports.relayed("python3", 40000, 40001);

    private static String text(List<RemoteFile> files, String name) {
        return files.stream().filter(file -> file.name().equals(name)).map(file -> new String(file.content()))
                .findFirst().orElseThrow();
    }

    private static Map<String, @Nullable Object> settings(String more) {
        return JsonReader.object(
                text(RemoteFiles.instant(Plans.instant(LINE + more), false, GuestLink.UP), "instant.json"));
    }

    private static String script(ConversionPlan plan) {
        return text(RemoteFiles.of(plan, PORTS, true, "1", Map.of()), "virt-v2v-wrapper.sh");
    }

    @Test
    void saysWhatIsMadeOfWhat() {
        String json = text(RemoteFiles.instant(Plans.instant(LINE), false, GuestLink.COMPLETE), "instant.json");
        assertThat(json)
                .isEqualTo("{\"guest\":\"web1\",\"mode\":\"local\",\"storage\":\"/var/tmp\",\"connection\":null,"
                        + "\"format\":\"raw\",\"allocation\":\"sparse\",\"disks\":["
                        + "{\"name\":\"web1-sda\",\"bytes\":1048576,\"overlay\":\"web1-sda.overlay\"},"
                        + "{\"name\":\"web1-sdb\",\"bytes\":1048576,\"overlay\":\"web1-sdb.overlay\"}],"
                        + "\"metadata\":\"web1.xml\",\"firmware\":null,\"bridges\":{},\"program\":\"virt-v2v-in-place\","
                        + "\"arguments\":[\"-v\",\"-x\",\"-i\",\"libvirtxml\",\"--root\",\"first\"],\"bandwidth\":null,"
                        + "\"kvm\":\"auto\",\"allow_tcg\":false,\"link\":\"complete\"}\n");
    }

    @Test
    void saysItForLibvirt() {
        assertThat(settings("p2v.o=libvirt p2v.os=fast p2v.of=qcow2 p2v.oa=preallocated p2v.sudo p2v.bandwidth=1M"))
                .containsEntry("mode", "libvirt").containsEntry("storage", "fast")
                .containsEntry("connection", "qemu:///system").containsEntry("format", "qcow2")
                .containsEntry("allocation", "preallocated").containsEntry("metadata", null).hasEntrySatisfying(
                        "disks",
                        disks -> assertThat(disks.toString()).contains("overlay=web1-sda}", "overlay=web1-sdb}"))
                .hasEntrySatisfying("bandwidth", rate -> assertThat(rate.toString()).isEqualTo("1048576"));
    }

    @Test
    void emulatesOnlyWhereTheUserSaysSo() {
        assertThat(settings("p2v.env.LIBGUESTFS_BACKEND_SETTINGS=x:force_tcg")).containsEntry("kvm", "never")
                .containsEntry("allow_tcg", true);
        assertThat(settings("p2v.ignore_preflight")).containsEntry("kvm", "auto").containsEntry("allow_tcg", true);
    }

    @Test
    void givesOptionsAndBridgesAndNoneOfTheOutput() {
        Map<String, @Nullable Object> settings = settings(
                "p2v.interfaces=eth0 p2v.bridge.eth0=br0 p2v.root=single p2v.v2v=--install=vim p2v.oa=sparse");
        assertThat(settings.get("arguments")).isEqualTo(List.of("-v", "-x", "-i", "libvirtxml", "--mac",
                "02:FC:00:00:00:01:bridge:br0", "--root", "single", "--install=vim"));
        assertThat(settings.get("bridges")).isEqualTo(Map.of("02:FC:00:00:00:01", "br0"));
    }

    @Test
    void runsInThePlaceOfVirtV2v() {
        assertThat(script(Plans.instant(LINE))).contains("v2v=(python3 -I instant.py)")
                .contains("web1.xml web1-sda.overlay web1-sdb.overlay");
        assertThat(script(Plans.instant(LINE + "p2v.sudo p2v.env.LIBGUESTFS_MEMSIZE=1")))
                .contains("v2v=(sudo -n --preserve-env=LIBGUESTFS_MEMSIZE python3 -I instant.py)",
                        "v2v_version=(sudo -n virt-v2v --version)");
        assertThat(script(Plans.of(LINE))).doesNotContain("-I instant.py").contains("v2v=(virt-v2v -v -x --colours");
    }

    @Test
    void theRelayWaitsForEverAndLetsTheGuestIn() {
        assertThat(text(RemoteFiles.secrets(Plans.instant(LINE), PORTS), "relay.json"))
                .startsWith("{\"reconnect\":null,\"guest_users\":true,\"exports\":[");
        assertThat(text(RemoteFiles.secrets(Plans.of(LINE), PORTS), "relay.json"))
                .startsWith("{\"reconnect\":3990,\"exports\":[");
    }
}
