package org.virtp2v.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.Identity;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.NetworkInterface;
import org.virtp2v.core.machine.NetworkInterface.Kind;
import org.virtp2v.core.machine.Trust;
import org.virtp2v.core.settings.Defaults;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.testing.TestMachines;

/** Which network cards the guest gets, and what is said of the machine's others. */
class InterfacePlannerTest {
    private static final NetworkInterface PORT = new NetworkInterface("em1", "52:54:00:00:00:01", null, "e1000");
    private static final NetworkInterface TWIN = new NetworkInterface("em2", "52:54:00:00:00:01", null, "bnx2");
    private static final NetworkInterface INFINIBAND = new NetworkInterface("ibp5s0", null, null, "mlx5_core",
            Kind.INFINIBAND);
    private static final NetworkInterface SERVICE = new NetworkInterface("idrac", "02:00:00:00:00:01", null,
            "cdc_ether", Kind.SERVICE_PROCESSOR);

    private final List<String> warnings = new ArrayList<>();

    @Test
    void leavesOutWhatIsNotForGuestsUnlessItIsAskedFor() throws Exception {
        assertThat(plan("", PORT, INFINIBAND, SERVICE)).extracting(GuestInterface::name).containsExactly("em1");
        assertThat(warnings).containsExactly("infiniBand ibp5s0");
    }

    @Test
    void saysWhatBecomesOfInterfacesThatAreAskedForAllTheSame() throws Exception {
        assertThat(plan("p2v.interfaces=idrac,ibp5s0", PORT, INFINIBAND, SERVICE)).extracting(GuestInterface::name)
                .containsExactly("idrac", "ibp5s0");
        assertThat(warnings).containsExactly("serviceProcessor idrac", "infiniBandChosen ibp5s0");
    }

    @Test
    void warnsOfTwoEqualAddresses() throws Exception {
        assertThat(plan("", PORT, TWIN)).extracting(GuestInterface::model).containsExactly("e1000", null);
        assertThat(warnings).containsExactly("sameAddress em1 em2 52:54:00:00:00:01");
    }

    @Test
    void tellsCardsWithoutDriverOfThisMachineOnly() throws Exception {
        plan("", PORT);
        assertThat(warnings).isEmpty();

        planner(machine(List.of("Broadcom, 0000:04:00.0"), PORT), "", true).plan();
        assertThat(warnings).containsExactly("cardWithoutDriver Broadcom, 0000:04:00.0");

        warnings.clear();
        planner(machine(List.of("Broadcom, 0000:04:00.0"), PORT), "", false).plan();
        assertThat(warnings).isEmpty();
    }

    private List<GuestInterface> plan(String line, NetworkInterface... interfaces) throws Exception {
        return planner(machine(List.of(), interfaces), line, true).plan();
    }

    private InterfacePlanner planner(Machine machine, String line, boolean thisMachine) throws Exception {
        var settings = Defaults.complete(SettingsReader.read(line).settings(), machine, List.of(), () -> "x");
        return new InterfacePlanner(machine, settings.devices(), thisMachine, (field, message, arguments) -> warnings
                .add(message + " " + String.join(" ", Arrays.copyOf(arguments, arguments.length, String[].class))));
    }

    private static Machine machine(List<String> cardsWithoutDriver, NetworkInterface... interfaces) {
        var m = TestMachines.server();
        return new Machine("h", m.cpu(), m.memoryBytes(), true, m.rtc(), m.firmware(), m.disks(), List.of(),
                List.of(interfaces), Identity.UNKNOWN, Trust.UNKNOWN, List.of(), List.of(), cardsWithoutDriver);
    }
}
