package org.virtp2v.core.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

class ResourcesTest {
    private final List<String> journal = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();

    private Resources resources(Consumer<Runnable> around, Consumer<Throwable> told) {
        Resources resources = new Resources(new Cancellation(), around, told);
        for (String name : List.of("first", "second", "third")) {
            resources.add(name, journal::add);
        }
        return resources;
    }

    @Test
    void closesInReverseOrderOnce() {
        Resources resources = resources(Runnable::run, faults::add);
        resources.close();
        resources.close();
        assertThat(journal).containsExactly("third", "second", "first");
        assertThat(faults).isEmpty();
    }

    @Test
    void oneThatThrowsKeepsNoOtherOpen() {
        Resources resources = resources(Runnable::run, faults::add);
        resources.add("broken", name -> {
            throw new IllegalStateException(name);
        });
        resources.add("out of memory", name -> {
            throw new OutOfMemoryError(name);
        });
        resources.close();
        assertThat(journal).containsExactly("third", "second", "first");
        assertThat(faults).extracting(Throwable::getMessage).containsExactly("out of memory", "broken");
    }

    @Test
    void whoeverListensKeepsNoneOpen() {
        Resources resources = resources(closing -> {
            throw new IllegalStateException("the display");
        }, fault -> {
            throw new IllegalStateException("again");
        });
        resources.add("broken", name -> {
            throw new IllegalStateException(name);
        });
        assertThatThrownBy(resources::close).hasMessage("the display");
        assertThat(journal).containsExactly("third", "second", "first");
    }
}
