package org.virtp2v.ui.internal.conversion;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Background;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.ui.internal.widgets.Widgets;

/** . */
public final class ConversionPage extends StepPage {
    private final WizardModel model;
    private final Background background;

    public ConversionPage(WizardModel model, Background background) {
        super("conversion", Icon.CONVERT);
        this.model = model;
        this.background = background;
    }

    public void begin(org.virtp2v.core.plan.ConversionPlan plan) {
    }

    @Override
    protected void createContent(Composite content) {
        Widgets.heading(content, "conversion " + model.server().host().getValue() + background.hashCode());
    }

    @Override
    protected @Nullable Control firstField() {
        return null;
    }
}
