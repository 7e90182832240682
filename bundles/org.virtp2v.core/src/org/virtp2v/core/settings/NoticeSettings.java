package org.virtp2v.core.settings;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.Secret;

/**
 * Who is told of the conversion while it goes on.
 *
 * @param url
 *            where notices are posted, {@code http:} or {@code https:}; secret, because whoever knows it can post
 *            there; null: nowhere
 * @param secret
 *            what they are signed with; null: they are not
 */
public record NoticeSettings(@Nullable Secret url, @Nullable Secret secret) {
    /** Nobody is told. */
    public static final NoticeSettings NONE = new NoticeSettings(null, null);

    /** The same with another URL. */
    public NoticeSettings withUrl(@Nullable Secret url) {
        return new NoticeSettings(url, secret);
    }

    /** The same with another secret. */
    public NoticeSettings withSecret(@Nullable Secret secret) {
        return new NoticeSettings(url, secret);
    }
}
