package org.virtp2v.ssh;

import java.time.Duration;

import org.virtp2v.core.server.ConversionServer;
import org.virtp2v.core.server.Poster;
import org.virtp2v.ssh.internal.SshConversionServer;
import org.virtp2v.ssh.internal.fetch.Fetch;
import org.virtp2v.ssh.internal.fetch.HttpPost;

/** The bundle's door: the way to conversion servers, and to files on web servers. */
public final class Ssh {

    private Ssh() {
    }

    /** Reaches conversion servers over SSH. */
    public static ConversionServer conversionServer() {
        return new SshConversionServer();
    }

    /**
     * Fetches a small file as private keys are fetched: {@code https:} never falls back to {@code http:}, the
     * authorities are those of this machine, and no copy of it is written anywhere.
     *
     * @param url
     *            {@code file:}, an absolute path, {@code http:}, {@code https:}, or what curl can do
     * @param limit
     *            the longest time to spend
     * @throws FetchException
     *             when it is not to be had; its message is for people
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public static byte[] fetch(String url, Duration limit) throws FetchException, InterruptedException {
        return Fetch.content(url, limit);
    }

    /** Posts to web servers; the authorities for {@code https:} are those of this machine. */
    public static Poster poster() {
        return HttpPost::post;
    }

    /** A URL without a user name and password, and without secrets in its query, for people. */
    public static String withoutUser(String url) {
        return Fetch.shown(url);
    }
}
