package org.virtp2v.ssh.internal.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.virtp2v.core.server.GuestfsFacts;
import org.virtp2v.core.server.GuestfsFacts.Appliance;
import org.virtp2v.core.server.GuestfsFacts.Kvm;
import org.virtp2v.core.server.GuestfsFacts.WindowsTools;
import org.virtp2v.core.server.Secret;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SurveyRequest;
import org.virtp2v.ssh.internal.LabServer;

/** What the survey finds of libguestfs on a real server, in places that the variables for virt-v2v name. */
class GuestfsSurveyTest {
    @AutoClose
    private static LabServer server;

    @TempDir
    private Path temp;
    private final Map<String, Secret> variables = new HashMap<>();

    @BeforeAll
    static void startServer() throws Exception {
        server = LabServer.start("--user");
    }

    @BeforeEach
    void letTheUserIn() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        // The laboratory's own may say that KVM is not to be used.
        set("LIBGUESTFS_BACKEND_SETTINGS", "none");
    }

    private void set(String variable, Object value) {
        variables.put(variable, new Secret(value.toString()));
    }

    private GuestfsFacts survey(ServerLogin login, boolean windows) throws Exception {
        return surveyAll(login, windows).guestfs();
    }

    private ServerFacts surveyAll(ServerLogin login, boolean windows) throws Exception {
        return server.survey(login, new SurveyRequest(null, List.of(), List.of(), null,
                new SurveyRequest.VirtV2v(login.sudo(), windows, variables)));
    }

    /** A directory that supermin makes an appliance from. */
    private Path supermin(String packages) throws Exception {
        Path directory = Files.createDirectories(temp.resolve("guestfs/supermin.d"));
        Files.writeString(directory.resolve("packages"), packages);
        set("LIBGUESTFS_PATH", "/nowhere:" + directory.getParent());
        return directory;
    }

    @Test
    void knowsWhoCanUseKvm() throws Exception {
        boolean there = Files.exists(Path.of("/dev/kvm"));
        Kvm user = survey(server.labUser(false), false).kvm();
        Kvm root = survey(server.root(), false).kvm();
        assertThat(survey(server.labUser(true), false).kvm()).isEqualTo(there ? Kvm.USABLE : root);
        assertThat(List.of(root, user)).isEqualTo(there ? List.of(Kvm.USABLE, Kvm.CLOSED) : List.of(root, root));
        assertThat(root).isNotIn(Kvm.UNKNOWN, Kvm.OFF);
        set("LIBGUESTFS_BACKEND_SETTINGS", "network_bridge=virbr0:force_tcg");
        assertThat(survey(server.root(), false).kvm()).isEqualTo(Kvm.OFF);
    }

    @Test
    void knowsWhetherTheKernelOfTheApplianceCanBeRead() throws Exception {
        supermin("");
        Path kernel = Files.createFile(temp.resolve("vmlinuz 1"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        set("SUPERMIN_KERNEL", kernel);
        set("LIBGUESTFS_CACHEDIR", temp);
        assertThat(survey(server.labUser(false), false)).extracting(GuestfsFacts::appliance, GuestfsFacts::file)
                .containsExactly(Appliance.CLOSED, kernel.toString());
        assertThat(survey(server.labUser(true), false).appliance()).isEqualTo(Appliance.KERNEL);
        Files.setPosixFilePermissions(kernel, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(survey(server.labUser(false), false).appliance()).isEqualTo(Appliance.KERNEL);
        assertThat(temp).isDirectoryNotContaining("glob:**/.guestfs*");
    }

    @Test
    void knowsAnApplianceThatWasMadeSinceTheKernelCame() throws Exception {
        supermin("");
        Path kernel = Files.createFile(temp.resolve("vmlinuz"));
        Path made = Files.createFile(Files.createDirectories(temp.resolve(".guestfs-0/appliance.d")).resolve("root"));
        set("SUPERMIN_KERNEL", kernel);
        set("LIBGUESTFS_CACHEDIR", temp);
        Files.setLastModifiedTime(kernel, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(survey(server.root(), false).appliance()).isEqualTo(Appliance.BUILT);
        assertThat(survey(server.labUser(true), false).appliance()).isEqualTo(Appliance.BUILT);
        Files.setLastModifiedTime(made, FileTime.from(Instant.now().minusSeconds(120)));
        assertThat(survey(server.root(), false).appliance()).isEqualTo(Appliance.KERNEL);
    }

    @Test
    void findsTheKernelAndTheApplianceOfThisMachine() throws Exception {
        GuestfsFacts facts = survey(server.root(), false);
        assertThat(facts.appliance()).isIn(Appliance.BUILT, Appliance.KERNEL);
        assertThat(Path.of(facts.file())).isRegularFile();
        assertThat(facts.windows()).isNull();
    }

    @Test
    void takesAFixedApplianceWhereThatComesFirst() throws Exception {
        Path fixed = Files.createDirectory(temp.resolve("fixed"));
        Files.createFile(fixed.resolve("README.fixed"));
        Path other = supermin("").getParent();
        set("LIBGUESTFS_PATH", fixed + ":" + other);
        assertThat(survey(server.root(), false)).extracting(GuestfsFacts::appliance, GuestfsFacts::file)
                .containsExactly(Appliance.FIXED, fixed.toString());
        set("LIBGUESTFS_PATH", "/nowhere");
        assertThat(survey(server.root(), false).appliance()).isEqualTo(Appliance.UNKNOWN);
    }

    @Test
    void findsWhatWindowsNeedsWhereVirtV2vLooks() throws Exception {
        supermin("bash\n");
        byte[] image = new byte[20 * 2048];
        byte[] volume = "\1CD001\1\0LINUX                           virtio-win-0.1.271              "
                .getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(volume, 0, image, 16 * 2048, volume.length);
        Path iso = Files.write(temp.resolve("it’s the drivers.iso"), image);
        Path tools = Files.createDirectory(temp.resolve("tools"));
        Files.createFile(tools.resolve("rhsrvany.exe"));
        set("VIRTIO_WIN", iso);
        set("VIRT_TOOLS_DATA_DIR", tools);
        assertThat(survey(server.labUser(false), true).windows()).isEqualTo(
                new WindowsTools(iso.toString(), true, "0.1.271", tools.toString(), "rhsrvany.exe", false));
    }

    @Test
    void looksIntoADirectoryOfDriversAndForTheSupportOfNtfs() throws Exception {
        Files.createFile(supermin("bash\n").resolve("zz-winsupport.tar.gz"));
        Path drivers = Files.createDirectories(temp.resolve("virtio-win-1.9.44/viostor"));
        Path tools = Files.createDirectory(temp.resolve("tools"));
        set("VIRTIO_WIN", drivers.getParent());
        set("VIRT_TOOLS_DATA_DIR", tools);
        WindowsTools empty = new WindowsTools(drivers.getParent().toString(), false, "1.9.44", tools.toString(), "",
                true);
        assertThat(survey(server.root(), true).windows()).isEqualTo(empty);
        Files.createFile(drivers.resolve("VIOSTOR.INF"));
        Files.createFile(tools.resolve("pvvxsvc.exe"));
        assertThat(survey(server.root(), true).windows()).isEqualTo(new WindowsTools(empty.drivers(), true, "1.9.44",
                empty.tools(), "pvvxsvc.exe", true));
    }

    @Test
    void looksForTheOverlaysWhereVirtV2vIsToldToKeepThem() throws Exception {
        set("TMPDIR", "/nowhere");
        set("VIRT_V2V_TMPDIR", temp);
        assertThat(surveyAll(server.root(), false).overlays()).extracting(ServerFacts.Place::name,
                ServerFacts.Place::state).containsExactly(temp.toString(), ServerFacts.State.WRITABLE);
    }
}
