package org.virtp2v.ui.internal.form;

import org.eclipse.core.databinding.ValidationStatusProvider;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.jface.databinding.fieldassist.ControlDecorationSupport;
import org.eclipse.jface.databinding.fieldassist.ControlDecorationUpdater;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Display;
import org.jspecify.annotations.Nullable;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Palette;

/** The icons in front of fields that say how they are; what is the matter is their tip. UI thread only. */
public final class FieldIcons {

    private FieldIcons() {
    }

    /**
     * Shows them in front of the fields of a binding or a validator.
     *
     * @param position
     *            {@link SWT#TOP}, {@link SWT#CENTER} or {@link SWT#BOTTOM}
     */
    public static ControlDecorationSupport show(ValidationStatusProvider status, int position) {
        return ControlDecorationSupport.create(status, position | SWT.LEFT, null, new Updater());
    }

    private static final class Updater extends ControlDecorationUpdater {
        @Override
        protected @Nullable Image getImage(IStatus status) {
            Palette palette = new Palette(Display.getCurrent());
            return switch (status.getSeverity()) {
                case IStatus.ERROR -> Icon.ERROR.in(palette.error());
                case IStatus.WARNING -> Icon.WARNING.in(palette.warning());
                case IStatus.INFO -> Icon.INFO.in(palette.accent());
                default -> null;
            };
        }
    }
}
