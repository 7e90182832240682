package org.virtp2v.ui.scenarios;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.eclipse.swt.widgets.Display;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.output.TargetSettings;
import org.virtp2v.core.settings.Settings;
import org.virtp2v.core.settings.SettingsException;
import org.virtp2v.core.settings.SettingsReader;
import org.virtp2v.core.source.NbdServer;
import org.virtp2v.core.testing.FakeExporter;
import org.virtp2v.core.testing.FakeMachine;
import org.virtp2v.core.testing.FakeServer;
import org.virtp2v.core.testing.FakeTargets;
import org.virtp2v.ui.Wizard;
import org.virtp2v.ui.WizardInput;
import org.virtp2v.widgets.testing.UiThread;

/** A wizard that is open. All of them are run one after the other on the one UI thread of this JVM. */
final class WizardRun implements AutoCloseable {
    private static final long SECONDS_TO_CLOSE = 60;
    private static final Logger LOG = Logger.getLogger(Wizard.class.getName());

    private final Wizard wizard;
    private final CompletableFuture<Void> closed;
    private final Faults faults = new Faults();

    private WizardRun(Wizard wizard, CompletableFuture<Void> closed) {
        this.wizard = wizard;
        this.closed = closed;
        LOG.addHandler(faults);
    }

    /** The display that all wizards are opened on. */
    static Display display() {
        return UiThread.display();
    }

    /** Opens a wizard. */
    static WizardRun open(WizardInput input) {
        Wizard wizard = new Wizard(input);
        return new WizardRun(wizard, UiThread.start(() -> wizard.run(UiThread.display())));
    }

    /** Opens a wizard on faked ports, with what a kernel command line gives. */
    static WizardRun open(FakeMachine machine, FakeExporter exporter, FakeServer server, String commandLine,
            boolean kiosk, FakeDesktop desktop) {
        Engine engine = new Engine(machine, exporter, server, new FakeTargets(), "1.0.0", Clock.systemUTC());
        try {
            Settings settings = TargetSettings.resolve(SettingsReader.read(commandLine).settings(), engine.targets());
            return open(new WizardInput(engine, settings, List.of(NbdServer.values()), List.of(), kiosk, desktop,
                    () -> "random"));
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    /** Begins anew with what a kernel command line gives. */
    void reopen(String commandLine) {
        try {
            Settings settings = SettingsReader.read(commandLine).settings();
            UiThread.display().syncExec(() -> wizard.reopen(settings));
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether its window has been closed. */
    boolean isClosed() {
        return closed.isDone();
    }

    /** Ends it without asking, and whatever it does. */
    @Override
    public void close() throws InterruptedException {
        if (!closed.isDone()) {
            wizard.interrupt(CancelCause.TOLD_TO_END);
        }
        LOG.removeHandler(faults);
        try {
            closed.get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the wizard failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the wizard does not close", e);
        }
        if (!faults.all.isEmpty()) {
            throw new AssertionError("faults in the wizard", faults.all.get(0));
        }
    }

    /** Collects what the wizard has only logged, because it must go on. */
    private static final class Faults extends Handler {
        private final List<Throwable> all = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel() == Level.SEVERE) {
                all.add(record.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
