package org.virtp2v.ui.internal.menu;

import java.util.Optional;

import org.virtp2v.core.server.Connections;
import org.virtp2v.core.text.Labels;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.RunOption;
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
        for (RunOption option : RunOption.values()) {
            boolean answered = switch (option) {
                case LIMIT -> limit(model.options());
                case CONNECTIONS -> connections(model.options());
                case READ_ERRORS -> readErrors(model.options());
                case COMPRESS -> compress(model.options());
            };
            if (!answered) {
                return false;
            }
        }
        return instant();
    }

    private boolean limit(RunOptions options) {
        String before = options.limit();
        String limit = questions.text(TEXT.get("options.limit"), before,
                typed -> options.limit(typed) ? null : WORDS.get("options.limit.bad"));
        if (limit == null) {
            options.limit(before);
        }
        return limit != null;
    }

    private boolean connections(RunOptions options) {
        String most = Integer.toString(Connections.MOST);
        String typed = questions.text(TEXT.get("options.connections", most), options.connections().text(),
                answer -> parse(answer).isPresent() ? null : TEXT.get("options.connections.bad", most));
        if (typed != null) {
            parse(typed).ifPresent(options::connections);
        }
        return typed != null;
    }

    private static Optional<Connections> parse(String typed) {
        try {
            return Optional.of(typed.isEmpty() ? Connections.AUTO : Connections.parse(typed));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean compress(RunOptions options) {
        Boolean compress = questions.yes(Labels.plain(WORDS.get("options.compress")), options.compress());
        if (compress != null) {
            options.compress(compress);
        }
        return compress != null;
    }

    private boolean readErrors(RunOptions options) {
        questions.say("\n" + Labels.plain(WORDS.get("options.readErrors")));
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
        Boolean instant = questions.yes(Labels.plain(WORDS.get("instant")), model.instant().isWanted());
        if (instant != null) {
            model.instant().choose(instant);
        }
        return instant != null;
    }
}
