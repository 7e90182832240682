package org.virtp2v.ui.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.settings.StaticAddress;
import org.virtp2v.core.testing.TestMachines;

/** The addresses that interfaces keep in a guest with Windows. */
class StaticAddressesTest {
    private final CallersRealm realm = new CallersRealm();
    private final StaticAddresses addresses = new StaticAddresses(
            List.of(StaticAddress.parse("em1", "192.0.2.7,192.0.2.1,24"), StaticAddress.parse("em2", "192.0.2.9"),
                    StaticAddress.parse("em1", "2001:db8::7,,64")),
            TestMachines.server());

    @AfterEach
    void leaveRealm() {
        realm.close();
    }

    private List<String> all() {
        return addresses.all().stream().map(address -> address.interfaceName() + " " + address.text()).toList();
    }

    @Test
    void areThoseThatWereGiven() {
        assertThat(addresses.of("em1")).isEqualTo("192.0.2.7,192.0.2.1,24 2001:db8::7,,64");
        assertThat(addresses.of("em3")).isEmpty();
        assertThat(all()).containsExactly("em1 192.0.2.7,192.0.2.1,24", "em2 192.0.2.9", "em1 2001:db8::7,,64");
    }

    @Test
    void areThoseThatAreTyped() {
        assertThat(addresses.set("em1", " 192.0.2.8,192.0.2.1,24  192.0.2.10 ")).isTrue();
        assertThat(addresses.set("em2", "")).isTrue();
        assertThat(addresses.of("em1")).isEqualTo("192.0.2.8,192.0.2.1,24 192.0.2.10");
        assertThat(all()).containsExactly("em1 192.0.2.8,192.0.2.1,24", "em1 192.0.2.10");
    }

    @Test
    void stayAsTheyWereWhenTheyCannotBeRead() {
        assertThat(addresses.set("em1", "192.0.2.256")).isFalse();
        assertThat(addresses.set("em2", "192.0.2.9,2001:db8::1")).isFalse();
        assertThat(all()).hasSize(3);
    }

    @Test
    void areOfferedForWindowsAndWhereTheyAreGiven() {
        assertThat(addresses.areUseful()).isTrue();
        assertThat(new StaticAddresses(List.of(), TestMachines.server()).areUseful()).isFalse();
        assertThat(new StaticAddresses(List.of(), TestMachines.windows()).areUseful()).isTrue();
    }
}
