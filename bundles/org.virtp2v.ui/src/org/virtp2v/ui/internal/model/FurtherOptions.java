package org.virtp2v.ui.internal.model;

import java.util.List;
import java.util.function.Consumer;

import org.eclipse.core.databinding.observable.value.IObservableValue;
import org.eclipse.core.databinding.observable.value.WritableValue;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.plan.PlanProblem;
import org.virtp2v.core.preflight.OptionJudge;
import org.virtp2v.core.server.ServerInfo;
import org.virtp2v.core.settings.BadValueException;
import org.virtp2v.core.settings.Key;
import org.virtp2v.core.settings.ToolOption;
import org.virtp2v.core.settings.ToolOptionLine;

/** Further options of virt-v2v, as words in one field. UI thread only. */
public final class FurtherOptions {
    private final List<ToolOption> given;
    private final String givenText;
    private final WritableValue<String> text;

    FurtherOptions(List<ToolOption> given) {
        this.given = given;
        givenText = ToolOptionLine.write(given);
        text = new WritableValue<>(givenText, String.class);
    }

    /** The words, as typed. */
    public IObservableValue<String> text() {
        return text;
    }

    /** The options; none while they cannot be read. */
    List<ToolOption> chosen() {
        try {
            return parse();
        } catch (BadValueException e) {
            return List.of();
        }
    }

    private List<ToolOption> parse() {
        return text.getValue().equals(givenText) ? given : ToolOptionLine.parse(text.getValue());
    }

    /**
     * Reports the problems of the field.
     *
     * @param server
     *            version, features and options of virt-v2v; null: not known yet
     */
    void judge(@Nullable ServerInfo server, Consumer<PlanProblem> problems) {
        try {
            for (ToolOption option : parse()) {
                if (server != null) {
                    OptionJudge.refusal(option, server)
                            .ifPresent(why -> problems.accept(new PlanProblem(Key.VIRT_V2V, why)));
                }
            }
        } catch (BadValueException e) {
            problems.accept(new PlanProblem(Key.VIRT_V2V, e.reason()));
        }
    }
}
