package org.virtp2v.hardware.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Cpu;

/**
 * The properties of the processors, under the names of lscpu(1), whichever source it comes from. It never guesses: a
 * field that is not there stays away, and counts fall back to 1.
 *
 * @param values
 *            field name without the colon, to value
 */
record CpuFields(Map<String, String> values) {
    private static final Pattern X86 = Pattern.compile("x86_64|i[3-6]86|x86");
    private static final Map<String, String> LIBVIRT_VENDORS = Map.of("GenuineIntel", "Intel", "AuthenticAMD", "AMD");

    /** The output of {@code lscpu -J}; some versions put fields below others. */
    private record Lscpu(@Nullable List<Field> lscpu) {
        private record Field(@Nullable String field, @Nullable String data, @Nullable List<Field> children) {
        }
    }

    CpuFields {
        values = Map.copyOf(values);
    }

    /** Reads the output of {@code lscpu -J}; has no fields when it is not understood. */
    static CpuFields fromJson(String json) {
        var values = new LinkedHashMap<String, String>();
        ToolJson.read(json, Lscpu.class).ifPresent(lscpu -> collect(lscpu.lscpu, values));
        return new CpuFields(values);
    }

    private static void collect(@Nullable List<Lscpu.Field> fields, Map<String, String> values) {
        for (var field : ToolJson.present(fields)) {
            var name = field.field;
            var data = field.data;
            if (name != null && data != null) {
                values.putIfAbsent(name.replaceFirst(":\\s*$", "").strip(), data.strip());
            }
            collect(field.children, values);
        }
    }

    /** Reads the output of {@code lscpu}. */
    static CpuFields fromText(String text) {
        var values = new LinkedHashMap<String, String>();
        text.lines().map(line -> line.split(":", 2)).filter(parts -> parts.length == 2)
                .forEach(parts -> values.putIfAbsent(parts[0].strip(), parts[1].strip()));
        return new CpuFields(values);
    }

    /** Reads {@code /proc/cpuinfo}, which says the same in other words, once for each logical CPU. */
    static CpuFields fromCpuinfo(String cpuinfo) {
        var first = fromText(cpuinfo).values;
        Set<String> packages = new LinkedHashSet<>();
        int logical = 0;
        for (var line : cpuinfo.lines().toList()) {
            if (line.startsWith("processor")) {
                logical++;
            } else if (line.startsWith("physical id")) {
                packages.add(line);
            }
        }
        var values = new LinkedHashMap<String, String>();
        values.put("CPU(s)", Integer.toString(logical));
        values.put("Socket(s)", Integer.toString(packages.size()));
        int cores = positive(first.get("cpu cores"));
        values.put("Core(s) per socket", Integer.toString(cores));
        values.put("Thread(s) per core", Integer.toString(positive(first.get("siblings")) / cores));
        copy(first, "vendor_id", values, "Vendor ID");
        copy(first, "model name", values, "Model name");
        copy(first, "flags", values, "Flags");
        if (first.containsKey("flags")) {
            values.put("Architecture", "x86");
        }
        return new CpuFields(values);
    }

    private static void copy(Map<String, String> from, String name, Map<String, String> to, String newName) {
        var value = from.get(name);
        if (value != null) {
            to.put(newName, value);
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean isX86() {
        return X86.matcher(values.getOrDefault("Architecture", "")).matches();
    }

    /** The model's view of the fields. */
    Cpu toCpu() {
        var flags = Set.of(values.getOrDefault("Flags", "").split(" +"));
        return new Cpu(LIBVIRT_VENDORS.get(values.getOrDefault("Vendor ID", "")), values.get("Model name"),
                logicalCpus(), count("Socket(s)"), count("Core(s) per socket"), count("Thread(s) per core"),
                flags.contains("apic"), flags.contains("pae"));
    }

    private int logicalCpus() {
        var online = values.get("On-line CPU(s) list");
        if (online != null && online.matches("\\d{1,6}(?:-\\d{1,6})?(?:,\\d{1,6}(?:-\\d{1,6})?)*")) {
            int cpus = 0;
            for (var range : online.split(",")) {
                var ends = range.split("-");
                cpus += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
            }
            return Math.max(1, cpus);
        }
        return count("CPU(s)");
    }

    private int count(String name) {
        return positive(values.get(name));
    }

    private static int positive(@Nullable String number) {
        try {
            return number == null ? 1 : Math.max(1, Integer.parseInt(number));
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
