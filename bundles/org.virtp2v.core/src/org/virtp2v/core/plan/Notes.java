package org.virtp2v.core.plan;

import org.virtp2v.core.settings.Key;

/** Takes down a problem or a warning, by the setting it belongs to and the key of its text. */
interface Notes {
    void add(Key field, String message, Object... arguments);
}
