package org.virtp2v.hardware.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolJsonTest {
    @ParameterizedTest
    @ValueSource(strings = { "", "lscpu: not found", "{\"lscpu\": [", "[]", "7", "null" })
    void saysNothingOfATextThatIsNoObject(String text) {
        assertThat(ToolJson.object(text).isEmpty()).isTrue();
    }

    @Test
    void leavesOutWhatIsNotWhatItShouldBe() {
        var json = ToolJson.object("{\"a\": [null, 1, {\"b\": 2}, []], \"c\": {}, \"d\": true, \"e\": null}");

        assertThat(ToolJson.objects(json, "a")).singleElement().extracting(o -> ToolJson.text(o, "b")).isEqualTo("2");
        assertThat(ToolJson.objects(json, "c")).isEmpty();
        assertThat(ToolJson.objects(json, "missing")).isEmpty();
        assertThat(ToolJson.text(json, "c")).isNull();
        assertThat(ToolJson.text(json, "d")).isEqualTo("true");
        assertThat(ToolJson.text(json, "e")).isNull();
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
