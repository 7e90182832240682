package org.virtp2v.app;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.settings.ConfigSettings;
import org.virtp2v.core.settings.ConfigUrl;
import org.virtp2v.core.settings.KernelCommandLine;
import org.virtp2v.core.settings.MissingConfigChoice;
import org.virtp2v.core.settings.SettingsSource;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.FetchException;
import org.virtp2v.ssh.Ssh;

/**
 * Fetches the settings of this machine: {@code p2v.config}. That there are none is told from a failure: a machine must
 * not get the settings for all others because its own could not be fetched.
 */
final class ConfigFetch {
    private static final Messages TEXT = Messages.beside(ConfigFetch.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** A hundred machines may be switched on at the same time, and the web server with them. */
    private static final int ATTEMPTS = 4;

    private final ConfigSignature signature;
    private final Duration pause;
    private final Duration wait;
    private final Consumer<String> tell;

    /**
     * @param signature
     *            whether the settings must be signed, and by whom
     * @param pause
     *            between two attempts after a failure
     * @param wait
     *            until settings that are not there are asked for again
     * @param tell
     *            gets lines for people
     */
    ConfigFetch(ConfigSignature signature, Duration pause, Duration wait, Consumer<String> tell) {
        this.signature = signature;
        this.pause = pause;
        this.wait = wait;
        this.tell = tell;
    }

    /**
     * What was found.
     *
     * @param settings
     *            the settings; null: there are none for this machine
     * @param tried
     *            the URLs that were tried, each with what was found there, for people
     */
    record Result(@Nullable SettingsSource settings, List<String> tried) {
        Result {
            tried = List.copyOf(tried);
        }

        /** That there are none, for people. */
        String nothing() {
            return TEXT.get("config.missing", String.join("; ", tried));
        }
    }

    /**
     * Fetches them. Waits where that is asked for, until they are there.
     *
     * @throws ConfigException
     *             when they cannot be fetched, or must not be believed
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    Result fetch(ConfigSettings config, Machine machine, KernelCommandLine commandLine)
            throws ConfigException, InterruptedException {
        ConfigUrl.Expansion places = ConfigUrl.expand(config.urls(), machine, commandLine);
        boolean waits = config.missing() == MissingConfigChoice.WAIT;
        String told = null;
        while (true) {
            String now;
            try {
                Result result = attempts(places, config, told == null ? ATTEMPTS : 1);
                if (result.settings != null || !waits) {
                    return result;
                }
                now = result.nothing();
            } catch (ConfigException e) {
                if (!waits) {
                    throw e;
                }
                now = String.valueOf(e.getMessage());
            }
            if (!now.equals(told)) {
                tell.accept(TEXT.get("config.waiting", now, String.valueOf(wait.toSeconds())));
                told = now;
            }
            Thread.sleep(wait);
        }
    }

    private Result attempts(ConfigUrl.Expansion places, ConfigSettings config, int attempts)
            throws ConfigException, InterruptedException {
        for (int i = 1;; i++) {
            try {
                return attempt(places, config);
            } catch (ConfigException e) {
                if (i >= attempts || e.code() != ExitCode.CONNECTION) {
                    throw e;
                }
                tell.accept(TEXT.get("config.again", e.getMessage(), String.valueOf(pause.toSeconds())));
                Thread.sleep(pause);
            }
        }
    }

    private Result attempt(ConfigUrl.Expansion places, ConfigSettings config)
            throws ConfigException, InterruptedException {
        List<String> tried = new ArrayList<>();
        places.unknown().forEach(url -> tried.add(TEXT.get("config.untold", Ssh.withoutUser(url))));
        for (String url : places.urls()) {
            String shown = Ssh.withoutUser(url);
            byte[] content = content(url, shown);
            if (content != null) {
                tried.add(TEXT.get("config.found", shown));
                verify(content, url, shown, config.sums());
                return new Result(SettingsSource.file(shown, text(content, shown)), tried);
            }
            tried.add(TEXT.get("config.notThere", shown));
        }
        return new Result(null, tried);
    }

    /** Null: there is no such file. */
    private static byte @Nullable [] content(String url, String shown) throws ConfigException, InterruptedException {
        try {
            return Ssh.fetch(url, LIMIT);
        } catch (FetchException e) {
            if (e.isMissing()) {
                return null;
            }
            throw new ConfigException(TEXT.get("config.failed", shown, String.valueOf(e.getMessage())),
                    ExitCode.CONNECTION);
        }
    }

    private void verify(byte[] content, String url, String shown, List<String> sums)
            throws ConfigException, InterruptedException {
        if (!sums.isEmpty() && !sums.contains(sha256(content))) {
            throw new ConfigException(TEXT.get("config.sum", shown, sha256(content)), ExitCode.USAGE);
        }
        if (!signature.isNeeded()) {
            return;
        }
        byte[] signed = content(url + ConfigSignature.ENDING, shown + ConfigSignature.ENDING);
        if (signed == null) {
            throw new ConfigException(TEXT.get("config.unsigned", shown, signature.signers().toString()),
                    ExitCode.USAGE);
        }
        String fault = signature.verify(content, signed);
        if (fault != null) {
            throw new ConfigException(TEXT.get("config.notBelieved", shown, fault), ExitCode.USAGE);
        }
    }

    private static String text(byte[] content, String shown) throws ConfigException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            if (text.stripLeading().startsWith("<")) {
                throw new ConfigException(TEXT.get("config.page", shown), ExitCode.USAGE);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new ConfigException(TEXT.get("config.notUtf8", shown), ExitCode.USAGE);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
