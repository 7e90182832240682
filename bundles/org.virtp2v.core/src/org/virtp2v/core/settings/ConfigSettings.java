package org.virtp2v.core.settings;

import java.util.List;

/**
 * Where further settings are fetched from, before anything else is done.
 *
 * @param urls
 *            URLs to try in turn, with names in braces, see {@link ConfigUrl}; none: nothing is fetched
 * @param sums
 *            SHA-256 sums that the content may have, in lower-case hexadecimal; none: any content is right
 * @param missing
 *            what to do when there is nothing at any of them
 */
public record ConfigSettings(List<String> urls, List<String> sums, MissingConfigChoice missing) {
    /** Nothing is fetched. */
    public static final ConfigSettings NONE = new ConfigSettings(List.of(), List.of(), MissingConfigChoice.WIZARD);

    public ConfigSettings {
        urls = List.copyOf(urls);
        sums = List.copyOf(sums);
    }

    /** The same with other URLs. */
    public ConfigSettings withUrls(List<String> urls) {
        return new ConfigSettings(urls, sums, missing);
    }

    /** The same with other sums. */
    public ConfigSettings withSums(List<String> sums) {
        return new ConfigSettings(urls, sums, missing);
    }

    /** The same with something else to do when there are no settings. */
    public ConfigSettings withMissing(MissingConfigChoice missing) {
        return new ConfigSettings(urls, sums, missing);
    }
}
