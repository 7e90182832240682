package org.virtp2v.core.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputModeTest {
    private static final String V2_2 = "glance kubevirt libvirt local null openstack qemu rhv rhv-upload";
    private static final String V2_8 = "disk glance kubevirt libvirt null openstack qemu rhv rhv-upload";
    private static final String V2_10 = "disk glance kubevirt libvirt null openstack ovirt ovirt-upload qemu";
    private static final List<String> DISKS = List.of("g-sda", "g-sdb");

    @ParameterizedTest
    @ValueSource(strings = { V2_2, V2_8, V2_10 })
    void findsEveryModeInTheListOfEachVirtV2vByEachOfItsNames(String listed) {
        List<String> modes = List.of(listed.split(" "));
        assertThat(
                List.of("local", "disk", "libvirt", "qemu", "kubevirt", "openstack", "glance", "rhv", "rhev", "ovirt",
                        "rhv-upload", "ovirt-upload", "null"))
                .allMatch(name -> OutputMode.of(name).isIn(modes));
        assertThat(List.of("no-such", "loca", "", "upload")).noneMatch(name -> OutputMode.of(name).isIn(modes));
    }

    @ParameterizedTest
    @CsvSource({ "local,disk,true", "rhv,ovirt,true", "rhv-upload,ovirt_upload,true", "rhv,rhv-upload,false",
            "local,qemu,false", "new,new,true", "new,newer,false" })
    void knowsWhichNamesMeanTheSame(String name, String other, boolean same) {
        assertThat(OutputMode.same(name, other)).isEqualTo(same);
        assertThat(OutputMode.same(other, name)).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({ "local,g.xml", "disk,g.xml", "qemu,g.sh", "kubevirt,g.yaml", "libvirt,''" })
    void namesWhatVirtV2vMakes(String mode, String metadata) {
        assertThat(OutputMode.of(mode).files("g", DISKS, List.of())).isEqualTo(new GuestFiles(DISKS, metadata));
    }

    @ParameterizedTest
    @ValueSource(strings = { "openstack", "glance", "rhv", "ovirt-upload", "null", "no-such" })
    void namesNoFileWhereItDoesNotKnowOfOne(String mode) {
        assertThat(OutputMode.of(mode).files("g", DISKS, List.of())).isEqualTo(GuestFiles.NONE);
    }

    @Test
    void leavesOutTheDisksThatTheUserNames() {
        assertThat(OutputMode.of("kubevirt").files("g", DISKS, List.of("compressed", "disk=mine")).all())
                .containsExactly("g.yaml");
    }

    @Test
    void knowsNothingOfAnUnknownMode() {
        OutputMode mode = OutputMode.of("no-such");
        assertThat(mode.storage()).isInstanceOf(Storage.Elsewhere.class);
        assertThat(mode.defaultDirectory()).isNull();
        assertThat(mode.tools()).isEmpty();
        assertThat(mode.name()).isEqualTo("no-such");
    }

    @ParameterizedTest
    @ValueSource(strings = { "../g-sda", "/etc/passwd", "..", ".", "a\nb" })
    void takesNoFileThatIsSomewhereElse(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new GuestFiles(List.of(name), ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new GuestFiles(DISKS, name));
    }
}
