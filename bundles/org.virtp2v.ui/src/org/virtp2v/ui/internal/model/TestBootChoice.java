package org.virtp2v.ui.internal.model;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.preflight.CheckResult.Verdict;

/**
 * Whether the finished guest is to be started once on the conversion server, to try it: on where that can work, unless
 * the settings or the user say otherwise. UI thread only.
 */
public final class TestBootChoice {
    private final @Nullable Boolean given;
    private @Nullable Boolean chosen;
    private @Nullable Verdict check;

    /**
     * @param given
     *            what the settings say; null: nothing
     */
    TestBootChoice(@Nullable Boolean given) {
        this.given = given;
    }

    /** Forgets whether it can work: that is about to be checked, or is not checked. */
    public void outdate() {
        check = null;
    }

    /** A check has found out whether it can work. */
    public void checked(Verdict verdict) {
        check = verdict;
    }

    /** Whether it can work, as far as is known. */
    public boolean isPossible() {
        return check == null || check == Verdict.OK;
    }

    /** The user wants it, or not; that also counts after another check. */
    public void choose(boolean wanted) {
        chosen = wanted;
    }

    /** Whether it is done, as things are. */
    public boolean isOn() {
        Boolean wish = wish();
        return isPossible() && (wish == null ? check != null : wish);
    }

    private @Nullable Boolean wish() {
        return chosen == null ? given : chosen;
    }

    /** For the settings: what is decided; null: nothing, and it is not done. */
    @Nullable
    Boolean setting() {
        return isOn() ? Boolean.TRUE : Boolean.FALSE.equals(wish()) ? Boolean.FALSE : null;
    }
}
