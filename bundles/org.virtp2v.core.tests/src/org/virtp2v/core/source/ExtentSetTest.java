package org.virtp2v.core.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.virtp2v.core.testing.Seeds;

class ExtentSetTest {
    private static final int SIZE = 400;

    /** Beside a set of bits, which is too simple to be wrong. */
    @Test
    void isWhatASetOfBytesIs() {
        Random random = Seeds.random();
        for (int round = 0; round < 200; round++) {
            var set = new ExtentSet();
            var bits = new BitSet();
            for (int i = 0; i < random.nextInt(80); i++) {
                var part = new Extent(random.nextInt(SIZE - 20), 1 + random.nextInt(19));
                set.add(part);
                bits.set((int) part.offset(), (int) part.end());
            }
            assertThat(set.bytes()).isEqualTo(bits.cardinality());
            assertThat(set.toList()).hasSize(set.count());
            var shown = new BitSet();
            set.toList().forEach(part -> shown.set((int) part.offset(), (int) part.end()));
            assertThat(shown).isEqualTo(bits);
            for (int at = 0; at < SIZE - 20; at++) {
                int length = 1 + random.nextInt(19);
                assertThat(set.contains(at)).isEqualTo(bits.get(at));
                assertThat(set.endOf(at)).isEqualTo(bits.nextClearBit(at));
                assertThat(set.nextStart(at)).isEqualTo(bits.nextSetBit(at) < 0 ? Long.MAX_VALUE : bits.nextSetBit(at));
                assertThat(set.overlaps(at, length)).isEqualTo(!bits.get(at, at + length).isEmpty());
                assertThat(set.touches(new Extent(at, length)))
                        .isEqualTo(!bits.get(Math.max(0, at - 1), at + length + 1).isEmpty());
            }
        }
    }

    @Test
    void mergesWhatTouches() {
        var set = new ExtentSet();
        set.add(new Extent(0, 512));
        set.add(new Extent(1024, 512));
        assertThat(set.count()).isEqualTo(2);
        set.add(new Extent(512, 512));
        assertThat(set.toList()).containsExactly(new Extent(0, 1536));
    }
}
