package org.virtp2v.ui.internal.menu;

import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.RunOptions;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.summary.SummaryText;

/** How the disks are read and sent, and whether the guest is started before they are. */
record OptionsPart(WizardModel model, Questions questions) implements MenuPart {
    private static final Messages TEXT = Messages.beside(OptionsPart.class);
    /** The same words as in the wizard. */
    private static final Messages WORDS = Messages.beside(SummaryText.class);

    @Override
    public String title() {
        return TEXT.get("options");
    }

    @Override
    public String state() {
        String limit = model.options().limit();
        String rate = limit.isEmpty() ? TEXT.get("options.noLimit") : TEXT.get("options.limited", limit);
        return model.instant().isWanted() ? TEXT.get("options.instant", rate) : rate;
    }

    @Override
    public boolean run() {
        RunOptions options = model.options();
        String before = options.limit();
        String limit = questions.text(TEXT.get("options.limit"), before,
                typed -> options.limit(typed) ? null : WORDS.get("options.limit.bad"));
        if (limit == null) {
            options.limit(before);
            return false;
        }
        Boolean compress = questions.yes(Questions.plain(WORDS.get("options.compress")), options.compress());
        if (compress == null) {
            return false;
        }
        options.compress(compress);
        return readErrors(options) && instant();
    }

    private boolean readErrors(RunOptions options) {
        questions.say("\n" + Questions.plain(WORDS.get("options.readErrors")));
        int chosen = questions.choose(TEXT.get("number"),
                RunOptions.READ_ERRORS.stream().map(each -> WORDS.get("options.readErrors." + each)).toList(),
                RunOptions.READ_ERRORS.indexOf(options.onReadError()));
        if (chosen >= 0) {
            options.onReadError(RunOptions.READ_ERRORS.get(chosen));
        }
        return chosen >= 0;
    }

    private boolean instant() {
        questions.say("\n" + WORDS.get("instant.note"));
        Boolean instant = questions.yes(Questions.plain(WORDS.get("instant")), model.instant().isWanted());
        if (instant != null) {
            model.instant().choose(instant);
        }
        return instant != null;
    }
}
