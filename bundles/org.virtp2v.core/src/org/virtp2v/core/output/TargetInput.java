package org.virtp2v.core.output;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.virtp2v.core.server.Secret;
import org.virtp2v.core.settings.OutputSettings;

/**
 * The values of a target's fields, with its defaults, and the guest. Fields that mean nothing now have no value.
 *
 * @param values
 *            by the fields' keys; those without a value are not in it
 * @param output
 *            virt-v2v's options
 * @param guest
 *            the guest of the conversion
 * @param host
 *            name or address of the conversion server
 * @param sudo
 *            whether virt-v2v is run through {@code sudo -n}
 */
public record TargetInput(Map<String, Secret> values, OutputSettings output, TargetGuest guest, String host,
        boolean sudo) {
    public TargetInput {
        values = Map.copyOf(values);
    }

    /** Whether a field has a value. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** A field's value, not for secrets; empty when there is none. */
    public String text(String key) {
        return has(key) ? values.get(key).reveal() : "";
    }

    /** A secret; an empty one when there is none. */
    public Secret secret(String key) {
        return values.getOrDefault(key, new Secret(""));
    }

    /** Whether a flag is set. */
    public boolean flag(String key) {
        return "true".equals(text(key));
    }

    /** The values of a list. */
    public List<String> list(String key) {
        return elements(text(key));
    }

    static List<String> elements(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
}
