package org.virtp2v.core.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.virtp2v.core.server.Secret;

/** Keys of the kernel command line that end with a name of the user's, beside the fixed ones of {@link Key}. */
public enum NamedKey {
    /** A static address of an interface; may be given several times. */
    ADDRESS("p2v.ip.", "INTERFACE", "expectStaticAddress"),
    /** The bridge that an interface is connected to. */
    BRIDGE("p2v.bridge.", "INTERFACE", "expectBridge"),
    /** An environment variable of virt-v2v, see {@link ToolVariables}; its value may have a password in it. */
    VARIABLE("p2v.env.", "NAME", "expectVariable");

    private final String prefix;
    private final String name;
    private final String expectation;

    NamedKey(String prefix, String name, String expectation) {
        this.prefix = prefix;
        this.name = name;
        this.expectation = expectation;
    }

    /** The key with this name. */
    public String of(String named) {
        return prefix + named;
    }

    /** The key as it is documented, such as {@code p2v.ip.INTERFACE}. */
    public String documented() {
        return of(name);
    }

    /** The one that a key is of; nothing when it is none, or has no name. */
    static Optional<NamedKey> find(String key) {
        return Stream.of(values()).filter(named -> key.startsWith(named.prefix) && !key.equals(named.prefix))
                .findFirst();
    }

    /** Key of the text that names the expected value. */
    String expectation() {
        return expectation;
    }

    /** Whether each occurrence adds something; otherwise the first one counts. */
    boolean adds() {
        return this == ADDRESS;
    }

    /**
     * The settings with a value that is read.
     *
     * @param key
     *            the whole key
     * @throws IllegalArgumentException
     *             when the text means nothing
     */
    VirtV2vSettings read(String key, String text, VirtV2vSettings settings) {
        String named = key.substring(prefix.length());
        return switch (this) {
            case ADDRESS -> settings.withAddress(StaticAddress.parse(named, text));
            case BRIDGE -> settings.withBridge(named, value(text));
            case VARIABLE -> settings.withVariable(variable(named), new Secret(value(text)));
        };
    }

    /** What is given, as it is read. */
    List<KernelCommandLine.Entry> write(VirtV2vSettings settings) {
        List<KernelCommandLine.Entry> entries = new ArrayList<>();
        switch (this) {
            case ADDRESS -> settings.addresses()
                    .forEach(a -> entries.add(new KernelCommandLine.Entry(of(a.interfaceName()), a.text())));
            case BRIDGE -> settings.bridges()
                    .forEach((port, bridge) -> entries.add(new KernelCommandLine.Entry(of(port), bridge)));
            case VARIABLE -> settings.variables()
                    .forEach((name, value) -> entries.add(new KernelCommandLine.Entry(of(name), value.reveal())));
        }
        return entries;
    }

    /** Whether some of a value must not be seen; nothing is known of variables that are not virt-v2v's. */
    static boolean isSecret(String key, String text) {
        return isForeign(key) || UrlPassword.isIn(text) || SecretText.isIn(text);
    }

    /** A value for people. */
    static String show(String key, String text) {
        return isForeign(key) ? Secret.HIDDEN : SecretText.hide(UrlPassword.hide(text));
    }

    private static boolean isForeign(String key) {
        return key.startsWith(VARIABLE.prefix)
                && !ToolVariables.NAMES.contains(key.substring(VARIABLE.prefix.length()));
    }

    private static String variable(String name) {
        if (!ToolVariables.NAMES.contains(name)) {
            throw new IllegalArgumentException("no variable of virt-v2v: " + name);
        }
        return name;
    }

    private static String value(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no value");
        }
        return text;
    }
}
