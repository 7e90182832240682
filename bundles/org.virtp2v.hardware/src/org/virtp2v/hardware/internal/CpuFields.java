package org.virtp2v.hardware.internal;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Cpu;

import com.google.gson.JsonObject;

/**
 * The properties of the processors, under the names of lscpu(1), whichever source it comes from. It never guesses: a
 * field that is not there stays away, and counts fall back to 1.
 *
 * @param values
 *            field name without the colon, to value
 */
record CpuFields(Map<String, String> values) {
    private static final Pattern X86 = Pattern.compile("x86_64|i[3-6]86|x86");
    /** More than any machine has; a larger number is none. */
    private static final int MOST_CPUS = 99_999;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final Map<String, String> LIBVIRT_VENDORS = Map.of("GenuineIntel", "Intel", "AuthenticAMD", "AMD");

    CpuFields {
        values = Map.copyOf(values);
    }

    /** Reads the output of {@code lscpu -J}; some versions put fields below others. No fields when not understood. */
    static CpuFields fromJson(String json) {
        var values = new LinkedHashMap<String, String>();
        collect(ToolJson.objects(ToolJson.object(json), "lscpu"), values);
        return new CpuFields(values);
    }

    private static void collect(List<JsonObject> fields, Map<String, String> values) {
        for (var field : fields) {
            var name = ToolJson.text(field, "field");
            var data = ToolJson.text(field, "data");
            if (name != null && data != null) {
                var stripped = name.strip();
                values.putIfAbsent(stripped.endsWith(":") ? stripped.substring(0, stripped.length() - 1).strip()
                        : stripped, data.strip());
            }
            collect(ToolJson.objects(field, "children"), values);
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
        // Older kernels name a flag twice.
        var flags = List.of(values.getOrDefault("Flags", "").split(" +"));
        return new Cpu(LIBVIRT_VENDORS.get(values.getOrDefault("Vendor ID", "")), modelName(),
                logicalCpus(), count("Socket(s)"), count("Core(s) per socket"), count("Thread(s) per core"),
                flags.contains("apic"), flags.contains("pae"));
    }

    private @Nullable String modelName() {
        var name = Text.line(values.get("Model name"));
        // What lscpu says when it does not know.
        return "-".equals(name) ? null : name;
    }

    private int logicalCpus() {
        int online = cpus(values.getOrDefault("On-line CPU(s) list", ""));
        return online > 0 ? online : count("CPU(s)");
    }

    private int count(String name) {
        return positive(values.get(name));
    }

    private static int positive(@Nullable String number) {
        return number == null || !NUMBER.matcher(number).matches() ? 1 : Math.max(1, Integer.parseInt(number));
    }

    /** How many CPUs a list such as {@code 0-3,8} names; 0 when it is none. */
    private static int cpus(String list) {
        int cpus = 0;
        for (var part : list.split(",")) {
            var range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                return 0;
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first || last > MOST_CPUS) {
                return 0;
            }
            cpus += last - first + 1;
        }
        return Math.min(cpus, MOST_CPUS);
    }
}
