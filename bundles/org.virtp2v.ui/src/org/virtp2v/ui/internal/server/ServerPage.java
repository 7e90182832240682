package org.virtp2v.ui.internal.server;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.model.WizardModel;
import org.virtp2v.ui.internal.shell.StepPage;
import org.virtp2v.ui.internal.widgets.Background;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.ui.internal.widgets.Widgets;

/** . */
public final class ServerPage extends StepPage {
    private final WizardModel model;
    private final Background background;

    public ServerPage(WizardModel model, Background background) {
        super("server", Icon.SERVER);
        this.model = model;
        this.background = background;
    }

    @Override
    protected void createContent(Composite content) {
        Widgets.heading(content, "server " + model.server().host().getValue() + background.hashCode());
    }

    @Override
    protected @Nullable Control firstField() {
        return null;
    }
}
