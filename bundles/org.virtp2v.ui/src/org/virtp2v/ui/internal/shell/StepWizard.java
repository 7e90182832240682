package org.virtp2v.ui.internal.shell;

import java.util.Arrays;
import java.util.List;

import org.eclipse.jface.wizard.Wizard;

/** The pages in their order. The last one ends by closing the window, so there is nothing to finish. */
public final class StepWizard extends Wizard {

    public StepWizard(List<? extends StepPage> pages) {
        pages.forEach(this::addPage);
    }

    /** The pages by their type. */
    List<StepPage> steps() {
        return Arrays.stream(getPages()).map(StepPage.class::cast).toList();
    }

    @Override
    public boolean performFinish() {
        return true;
    }
}
