package org.virtp2v.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostListTest {
    @Test
    void hasEachHostInItsNormalForm() {
        assertThat(HostList.normal("Conv1. , [0:0::1],192.0.2.7")).isEqualTo("conv1,::1,192.0.2.7");
        assertThat(HostList.hosts("conv1")).containsExactly("conv1");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a,", ",a", "a,,b", "a,A.", "::1,[0::1]", "a,b:22", "a;b" })
    void isNoneWithAHostThatIsNoneOrThereTwice(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostList.normal(text));
    }
}
