package org.virtp2v.ui.internal.shell;

import java.util.Objects;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.convert.CancelCause;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.ButtonBar;
import org.virtp2v.widgets.Widgets;

/**
 * A page of the wizard. It shows and edits a model and never works itself. Its texts are {@code step} (in the list of
 * steps), {@code title} and {@code description} in the messages beside it.
 */
public abstract class StepPage extends WizardPage {
    private static final int MARGIN = 2 * Widgets.WIDE_GAP;

    private final Messages text;
    private final Icon icon;
    private @Nullable Button next;
    private @Nullable Button back;
    private @Nullable Frame frame;
    private @Nullable Icon ended;

    /** What is around the page's own widgets. */
    private record Frame(ScrolledComposite scrolled, Composite content) {
    }

    /**
     * @param name
     *            its name, the beginning of all its widgets' ids
     * @param icon
     *            stands for it in the list of steps
     */
    protected StepPage(String name, Icon icon) {
        super(name);
        this.text = Messages.beside(getClass());
        this.icon = icon;
        setTitle(text.get("title"));
        setDescription(text.get("description"));
    }

    /** Its texts. */
    protected final Messages text() {
        return text;
    }

    /** Its name in the list of steps. */
    final String step() {
        return text.get("step");
    }

    final Icon icon() {
        return icon;
    }

    /** The choices of this page, in a few words below its name in the list of steps; empty: none yet. */
    protected String choice() {
        return "";
    }

    /**
     * What stands before the product's name in the title of the window, for those who look at another one; empty:
     * nothing. {@link WizardWindow#updateWindowTitle()} shows another one.
     */
    protected String news() {
        return "";
    }

    /** How the work of the page has ended; null: it has not. */
    final @Nullable Icon ended() {
        return ended;
    }

    /**
     * Says how the work of the page has ended.
     *
     * @param how
     *            stands for it in the list of steps; null: it has not ended
     */
    protected final void setEnded(@Nullable Icon how) {
        ended = how;
        choiceChanged();
    }

    /** Notifies the list of steps that {@link #choice()} has changed. */
    protected final void choiceChanged() {
        if (getContainer() instanceof WizardWindow window) {
            window.updateSteps();
        }
    }

    @Override
    public final void createControl(Composite parent) {
        ScrolledComposite scrolled = new ScrolledComposite(parent, SWT.H_SCROLL | SWT.V_SCROLL);
        scrolled.setExpandHorizontal(true);
        scrolled.setExpandVertical(true);
        scrolled.setShowFocusedControl(true);
        Composite content = new Composite(scrolled, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(MARGIN, Widgets.WIDE_GAP).spacing(Widgets.WIDE_GAP, Widgets.GAP)
                .applyTo(content);
        frame = new Frame(scrolled, content);
        createContent(content);
        scrolled.setContent(content);
        scrolled.addControlListener(ControlListener.controlResizedAdapter(e -> contentResized()));
        setControl(scrolled);
    }

    /**
     * Lays the page out anew. Wrapped text needs more height in a narrower window; a page that fits is never scrolled.
     */
    protected final void contentResized() {
        Frame shown = Objects.requireNonNull(frame, "createControl comes first");
        Composite content = shown.content();
        int width = shown.scrolled().getClientArea().width;
        arrange(width - 2 * MARGIN);
        int least = content.computeSize(SWT.DEFAULT, SWT.DEFAULT).x;
        shown.scrolled().setMinSize(Math.min(least, Math.max(width, 1)),
                content.computeSize(Math.max(width, 1), SWT.DEFAULT).y);
        content.layout(true, true);
    }

    /**
     * Called before the page is laid out; it may arrange its content in another way.
     *
     * @param width
     *            the room for the content, in pixels
     */
    protected void arrange(int width) {
    }

    /** Shows the beginning of the page, where there is more of it than fits. */
    protected final void showTop() {
        Objects.requireNonNull(frame, "createControl comes first").scrolled().setOrigin(0, 0);
    }

    /** Creates the widgets, in one column unless it sets another layout. */
    protected abstract void createContent(Composite content);

    /** Creates its buttons at the bottom right; Back, unless it is the first page, and Next. */
    protected void createButtons(ButtonBar bar) {
        if (getPreviousPage() != null) {
            back = bar.add("back", window().text().get("back"), this::goBack);
        }
        next = bar.addDefault("next", text.get("next"), this::nextPressed);
    }

    /** Called when Next is pressed and the page is complete. */
    protected void nextPressed() {
        window().showPage(getNextPage());
    }

    /** Called when Back is pressed. */
    protected void goBack() {
        window().showPage(getPreviousPage());
    }

    /** Called each time the page has come into view. */
    protected void entered() {
        Control first = firstField();
        if (first != null) {
            first.setFocus();
        }
    }

    /** Called each time the page goes out of view. */
    protected void left() {
    }

    /** The widget with the focus when the page comes into view; null: SWT's choice. */
    protected abstract @Nullable Control firstField();

    /** Whether the window may close now; may ask the user. */
    protected boolean mayClose() {
        return true;
    }

    /**
     * Stops the work of the page, without asking.
     *
     * @param cause
     *            why
     * @param then
     *            run on the UI thread when it has stopped
     */
    protected void stop(CancelCause cause, Runnable then) {
        then.run();
    }

    /** Called when the buttons may have to change. */
    protected void updateButtons() {
        Button forward = next;
        if (forward != null) {
            forward.setEnabled(isPageComplete());
            ButtonBar.setDefault(forward);
        }
        Button backward = back;
        if (backward != null) {
            backward.setEnabled(true);
        }
    }

    /**
     * Gives Next the focus, so that Enter presses it, unless the user has moved the focus away from the page itself.
     */
    protected final void focusNext() {
        Button forward = next;
        if (forward != null && forward.isEnabled() && getControl().isFocusControl()) {
            forward.setFocus();
        }
    }

    /** The window around it. */
    protected final WizardWindow window() {
        return (WizardWindow) getContainer();
    }

    /** Lays a control out over the whole width. */
    protected static void fill(Control control, boolean vertically) {
        GridDataFactory.fillDefaults().grab(true, vertically).applyTo(control);
    }
}
