package org.virtp2v.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.machine.Machine;
import org.virtp2v.core.machine.MachineProbe;
import org.virtp2v.core.settings.CommandLineBytes;
import org.virtp2v.core.settings.ConfigSettings;
import org.virtp2v.core.settings.KernelCommandLine;
import org.virtp2v.core.settings.MissingConfigChoice;
import org.virtp2v.core.settings.ResumeChoice;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.settings.SettingsSource;
import org.virtp2v.core.text.Messages;

/**
 * The settings as they are given: on the kernel command line, or what stands for it, and where that says so, in a file
 * that is fetched.
 *
 * @param reading
 *            what was read
 * @param machine
 *            this machine, where it had to be looked at; null: it had not
 * @param tried
 *            where settings were fetched from, for people; empty: they were not to be fetched
 * @param missing
 *            whether they were to be fetched, and there are none
 */
record Configuration(SettingsReader.Reading reading, @Nullable Machine machine, List<String> tried, boolean missing) {
    private static final Messages TEXT = Messages.beside(Configuration.class);
    private static final Path KERNEL_COMMAND_LINE = Path.of("/proc/cmdline");
    /** The file of those who may sign settings, on the live image of a site; see {@link ConfigSignature}. */
    static final Path SIGNERS = Path.of("/etc/virt-p2v/allowed_signers");
    private static final Duration NETWORK_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration WAIT = Duration.ofSeconds(30);

    Configuration {
        tried = List.copyOf(tried);
    }

    /**
     * Reads it.
     *
     * @param probe
     *            gives what looks at this machine, where settings are to be fetched for it
     * @param warnings
     *            gets warnings, for people
     * @throws ConfigException
     *             when it cannot be read, or fetched
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    static Configuration of(Options options, Supplier<MachineProbe> probe, Consumer<String> warnings)
            throws ConfigException, InterruptedException {
        String line = commandLine(options, warnings);
        SettingsReader.Reading reading = read(line, null);
        ConfigSettings config = reading.settings().config();
        Configuration read = config.urls().isEmpty() ? given(options, line, reading, probe, warnings)
                : fetched(options, line, config, probe.get(), warnings);
        read.reading.warnings().forEach(warnings);
        return read;
    }

    /** Whether settings were to be fetched. */
    boolean wereWanted() {
        return missing || !tried.isEmpty();
    }

    /** The settings, without where they were fetched from. */
    Settings settings(Options options) {
        Settings settings = SiteData.of(options).withIdentity(reading.settings().withConfig(ConfigSettings.NONE));
        return options.resume() ? settings.withRun(settings.run().withResume(ResumeChoice.ONLY)) : settings;
    }

    /**
     * What is given at hand: on the command line, and on a stick. What is wrong with the latter is never passed over.
     */
    private static Configuration given(Options options, String line, SettingsReader.Reading reading,
            Supplier<MachineProbe> probe, Consumer<String> tell) throws ConfigException, InterruptedException {
        List<String> files = SiteData.of(options).settings();
        if (files.isEmpty()) {
            return new Configuration(reading, null, List.of(), false);
        }
        Machine machine = probe.get().probe();
        ConfigSettings config = reading.settings().config().withUrls(files).withMissing(MissingConfigChoice.FAIL);
        ConfigFetch.Result result = fetch(tell).fetch(config, machine, KernelCommandLine.parse(line));
        SettingsSource found = result.settings();
        return new Configuration(found == null ? reading : read(line, found), machine, result.tried(), false);
    }

    private static ConfigFetch fetch(Consumer<String> tell) {
        return new ConfigFetch(new ConfigSignature(SIGNERS), PAUSE, WAIT, tell);
    }

    private static Configuration fetched(Options options, String line, ConfigSettings config, MachineProbe probe,
            Consumer<String> tell) throws ConfigException, InterruptedException {
        if (config.urls().stream().anyMatch(url -> !url.startsWith("/") && !url.startsWith("file:"))) {
            probe.awaitNetwork(NETWORK_LIMIT);
        }
        Machine machine = probe.probe();
        ConfigSettings wanted = options.interactive() ? config.withMissing(MissingConfigChoice.WIZARD) : config;
        try {
            ConfigFetch.Result result = fetch(tell).fetch(wanted, machine, KernelCommandLine.parse(line));
            if (result.settings() != null) {
                return new Configuration(read(line, result.settings()), machine, result.tried(), false);
            }
            if (wanted.missing() == MissingConfigChoice.FAIL) {
                throw new ConfigException(result.nothing(), ExitCode.NO_SETTINGS);
            }
            tell.accept(result.nothing());
            return new Configuration(read(line, null), machine, result.tried(), true);
        } catch (ConfigException e) {
            if (!options.interactive()) {
                throw e;
            }
            tell.accept(String.valueOf(e.getMessage())); // the person at the wizard decides
            return new Configuration(read(line, null), machine, List.of(), true);
        }
    }

    private static SettingsReader.Reading read(String line, @Nullable SettingsSource file) throws ConfigException {
        try {
            return file == null ? SettingsReader.read(line) : SettingsReader.read(line, file);
        } catch (SettingsException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), ExitCode.USAGE);
        }
    }

    private static String commandLine(Options options, Consumer<String> warnings) throws ConfigException {
        try {
            return text(options, warnings);
        } catch (IOException | InvalidPathException e) {
            throw new ConfigException(
                    options.commandLineFile() == null ? TEXT.get("noKernelCommandLine", e.getMessage())
                            : TEXT.get("noCommandLineFile", options.commandLineFile(),
                                    String.valueOf(e.getMessage())),
                    ExitCode.USAGE);
        }
    }

    private static String text(Options options, Consumer<String> warnings) throws IOException {
        String given = options.commandLine();
        if (given != null) {
            return given;
        }
        String name = options.commandLineFile();
        byte[] bytes = name == null ? Files.readAllBytes(KERNEL_COMMAND_LINE) : new CommandLineFile(name).read();
        var line = CommandLineBytes.decode(bytes);
        line.doubtfulKeys().forEach(key -> warnings.accept(TEXT.get("notUtf8", key)));
        if (name != null && new CommandLineFile(name).isOpenToOthers(line.text())) {
            warnings.accept(TEXT.get("openCommandLineFile", name));
        }
        return line.text();
    }
}
