package org.virtp2v.ui.internal.conversion;

import java.util.List;

import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.ConversionResult;
import org.virtp2v.core.output.NextStep;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.Desktop;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.End;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.TextClipboard;

/**
 * What can be done with a result. UI thread only.
 *
 * @param desktop
 *            keeps logs
 * @param version
 *            of this program
 */
record ResultActions(Shell shell, Background background, Messages text, Desktop desktop,
        String version) {

    /**
     * The actions for the banner.
     *
     * @param logDirectory
     *            where the full log is; null: there is none
     * @param reaction
     *            told of the log that is saved
     */
    ResultBanner.Actions of(End end, ConversionRun ended, @Nullable String logDirectory, LogSaver.Reaction reaction) {
        Runnable save = () -> new LogSaver(shell, background, text, desktop).save(ended.model().output(),
                ended.plan().guest().name(), logDirectory, reaction);
        return switch (end) {
            case End.Regular regular -> new ResultBanner.Actions(nextSteps(regular.result()),
                    () -> TextClipboard.put(shell.getDisplay(), ReportText.of(regular.result(), version,
                            ended.plan().login().host(), text)),
                    save);
            case End.Fault fault -> new ResultBanner.Actions(null, null, save);
        };
    }

    private @Nullable Runnable nextSteps(ConversionResult result) {
        List<NextStep> steps = result.nextSteps();
        return steps.isEmpty() ? null : () -> new NextStepsDialog(shell, steps, text).open();
    }
}
