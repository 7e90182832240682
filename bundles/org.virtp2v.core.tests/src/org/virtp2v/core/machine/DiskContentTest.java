package org.virtp2v.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.virtp2v.core.machine.DiskContent.PartitionTable;
import org.virtp2v.core.machine.Volume.Encryption;

class DiskContentTest {
    private static final long SIZE = 1000;

    private static @Nullable Long used(@Nullable Long... ofVolumes) {
        var volumes = Arrays.stream(ofVolumes).map(used -> new Volume("sda", null, SIZE, used, null, null, null, null,
                null, Encryption.NONE, VolumeUse.UNKNOWN)).toList();
        return new DiskContent(PartitionTable.GPT, volumes).usedBytes();
    }

    @Test
    void addsUpWhatIsUsedOfItsVolumes() {
        assertThat(used(300L, 0L, 7L)).isEqualTo(307);
    }

    @Test
    void countsAVolumeOfWhichNothingIsKnownWhole() {
        assertThat(used(300L, null)).isEqualTo(1300);
    }

    @Test
    void doesNotKnowWhatIsUsedWhereNoVolumeTells() {
        assertThat(used(null, null)).isNull();
        assertThat(DiskContent.UNKNOWN.usedBytes()).isNull();
    }
}
