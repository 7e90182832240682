package org.virtp2v.core.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.virtp2v.core.text.Messages;

/**
 * virt-v2v's options that cannot be given with {@code p2v.v2v}: virt-p2v gives them itself, has a key of its own for
 * them, or cannot work with them. virt-v2v takes them in several spellings, {@code -os} and {@code --os}, so names are
 * compared without their marks. What is abbreviated is none of the options that virt-v2v lists, and is refused later.
 */
final class ReservedOptions {
    private static final Messages TEXT = Messages.beside(ReservedOptions.class);
    /** Those with a key of ours. */
    private static final Map<String, String> KEYS = keys();
    /** The input, the log and its form, the questions, and what makes no guest. */
    private static final Set<String> OURS = Set.of("i", "ic", "if", "io", "ip", "it", "password-file", "dcpath",
            "dcPath", "in-place", "keys-from-stdin", "echo-keys", "machine-readable", "color", "colors", "colour",
            "colours", "wrap", "q", "quiet", "v", "verbose", "x", "V", "version", "help", "short-options",
            "long-options", "print-source", "print-target", "print-estimate", "no-copy", "debug-overlays");
    /** The beginning of the names of options about an input that is never ours. */
    private static final String VMWARE = "vddk-";
    /** The beginning of old names of options {@code -oo}. */
    private static final String VDSM = "vdsm-";

    private ReservedOptions() {
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>();
        for (Key key : new Key[] { Key.OUTPUT_TYPE, Key.OUTPUT_ALLOCATION, Key.OUTPUT_CONNECTION, Key.OUTPUT_FORMAT,
                Key.OUTPUT_STORAGE, Key.OUTPUT_MISC }) {
            keys.put(key.shortestForm().substring(Key.PREFIX.length()), key.shortestForm());
        }
        keys.put("on", Key.GUEST_NAME.shortestForm());
        keys.put("root", Key.ROOT.longForm());
        keys.put("key", Key.ENCRYPTION_KEY.longForm());
        keys.put("bandwidth", Key.BANDWIDTH.longForm());
        keys.put("bandwidth-file", Key.BANDWIDTH.longForm());
        keys.put("qemu-boot", Key.OUTPUT_MISC.shortestForm());
        keys.put("mac", String.join(", ", Key.NETWORK_MAP.shortestForm(), NamedKey.ADDRESS.documented(),
                NamedKey.BRIDGE.documented()));
        return Map.copyOf(keys);
    }

    /**
     * Refuses what is reserved.
     *
     * @param name
     *            of an option, with its marks
     * @throws BadValueException
     *             when it is; it names the key to use in its place
     */
    static void check(String name) {
        String bare = ToolOption.bare(name);
        String key = bare.startsWith(VDSM) ? Key.OUTPUT_MISC.shortestForm() : KEYS.get(bare);
        if (key != null) {
            throw refused("optionWithKey", name, key);
        }
        if (OURS.contains(bare) || bare.startsWith(VMWARE)) {
            throw refused("optionOfOurs", name);
        }
    }

    static BadValueException refused(String text, Object... arguments) {
        return new BadValueException(TEXT.get(text, arguments));
    }
}
