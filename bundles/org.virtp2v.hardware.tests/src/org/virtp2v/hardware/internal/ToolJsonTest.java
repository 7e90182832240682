package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;

import org.junit.jupiter.api.Test;

class ToolJsonTest {
    @Test
    void saysNothingOfATextThatIsNoJson() {
        assertThat(ToolJson.read("", Map.class)).isEmpty();
        assertThat(ToolJson.read("lscpu: not found", Map.class)).isEmpty();
        assertThat(ToolJson.read("{\"lscpu\": [", Map.class)).isEmpty();
        assertThat(ToolJson.read("{\"lscpu\": 1}", Map.class)).isPresent();
    }

    @Test
    void leavesOutWhatIsMissingFromAList() {
        assertThat(ToolJson.present(null)).isEmpty();
        assertThat(ToolJson.present(Arrays.asList(null, "sda", null))).containsExactly("sda");
    }

    @Test
    void readsProcessorsAmongWhatIsMissing() {
        CpuFields fields = CpuFields.fromJson("""
                {"lscpu": [null, {"field": "Vendor ID:", "data": "GenuineIntel", "children": [null,
                 {"field": "Model name:", "data": "Xeon"}, {"field": null, "data": "1"}]}]}
                """);
        assertThat(fields.values()).isEqualTo(Map.of("Vendor ID", "GenuineIntel", "Model name", "Xeon"));
    }
}
