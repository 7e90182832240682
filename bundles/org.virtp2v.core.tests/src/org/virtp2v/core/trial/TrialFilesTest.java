package org.virtp2v.core.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.virtp2v.core.testing.Plans;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

class TrialFilesTest {
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = { "'',-", "p2v.env.TMPDIR=/big,-",
            "p2v.env.LIBGUESTFS_BACKEND_SETTINGS=gdb:force_tcg,gdb:force_tcg" })
    void tellWhetherVirtV2vMayUseKvm(String words, String settings) {
        String json = new String(TrialFiles.of(Plans.of("p2v.server=conv p2v.disks=/a " + words)).getLast().content());
        JsonElement told = JsonParser.parseString(json).getAsJsonObject().get("backend_settings");
        assertThat(told == null || told.isJsonNull() ? null : told.getAsString()).isEqualTo(settings);
    }
}
