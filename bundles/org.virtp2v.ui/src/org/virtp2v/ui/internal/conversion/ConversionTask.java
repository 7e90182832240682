package org.virtp2v.ui.internal.conversion;

import org.virtp2v.core.convert.Conversion;
import org.virtp2v.core.convert.ConversionListener;
import org.virtp2v.core.convert.Engine;
import org.virtp2v.core.convert.Resumable;
import org.virtp2v.core.plan.ConversionPlan;
import org.virtp2v.ui.internal.login.SessionDialog;

/** What the page carries out. */
sealed interface ConversionTask {

    /** The plan. */
    ConversionPlan plan();

    /** The conversion, not begun. */
    Conversion conversion(Engine engine, ConversionListener listener, SessionDialog dialog);

    /** The stages of virt-v2v that are to come. */
    default ExpectedStages expected() {
        return plan().instant() ? ExpectedStages.none() : new ExpectedStages(plan().disks().size());
    }

    /** What the keys of its texts end with where they are its own. */
    String suffix();

    /** A new conversion. */
    record New(ConversionPlan plan) implements ConversionTask {
        @Override
        public Conversion conversion(Engine engine, ConversionListener listener, SessionDialog dialog) {
            return engine.conversion(plan, listener, dialog.remembering(), dialog.user());
        }

        @Override
        public String suffix() {
            return "";
        }
    }

    /**
     * The rest of one that is waiting on the server.
     *
     * @param run
     *            which
     */
    record Rest(ConversionPlan plan, Resumable run) implements ConversionTask {
        @Override
        public Conversion conversion(Engine engine, ConversionListener listener, SessionDialog dialog) {
            return engine.resumption(plan, run, listener, dialog.remembering(), dialog.user());
        }

        @Override
        public String suffix() {
            return ".waiting";
        }
    }

    /**
     * The end of one that is waiting on the server.
     *
     * @param run
     *            which
     */
    record Ending(ConversionPlan plan, Resumable run) implements ConversionTask {
        @Override
        public Conversion conversion(Engine engine, ConversionListener listener, SessionDialog dialog) {
            return engine.ending(plan, run, listener, dialog.remembering());
        }

        @Override
        public String suffix() {
            return ".ending";
        }

        @Override
        public ExpectedStages expected() {
            return ExpectedStages.none();
        }
    }
}
