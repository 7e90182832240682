package org.virtp2v.hardware.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Runs {@code lscpu}: as JSON where it can, as text where it is older, and reads the kernel's own list where it is
 * missing. It never fails; at the least there is one unknown CPU.
 */
final class CpuProbe {
    private static final Duration LSCPU_LIMIT = Duration.ofSeconds(15);

    private final SystemFiles files;
    private final CommandRunner runner;

    CpuProbe(SystemFiles files, CommandRunner runner) {
        this.files = files;
        this.runner = runner;
    }

    CpuFields fields() throws InterruptedException {
        var json = runner.run(LSCPU_LIMIT, "lscpu", "-J").map(CpuProbe::text).map(CpuFields::fromJson);
        if (json.isPresent() && !json.get().isEmpty()) {
            return json.get();
        }
        var text = runner.run(LSCPU_LIMIT, "lscpu").map(CpuProbe::text).map(CpuFields::fromText);
        if (text.isPresent() && !text.get().isEmpty()) {
            return text.get();
        }
        var cpuinfo = files.text("/proc/cpuinfo");
        return cpuinfo == null ? new CpuFields(Map.of()) : CpuFields.fromCpuinfo(cpuinfo);
    }

    private static String text(byte[] output) {
        return new String(output, StandardCharsets.UTF_8);
    }
}
