package org.virtp2v.ui.internal.conversion;

import java.util.List;
import java.util.concurrent.Callable;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.KeyEvent;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Text;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.terminal.TerminalBuffer;
import org.virtp2v.terminal.TerminalLine;
import org.virtp2v.terminal.TerminalSearch;
import org.virtp2v.terminal.TerminalSearch.Match;
import org.virtp2v.terminal.TerminalView;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.ShortText;
import org.virtp2v.widgets.Widgets;

/** virt-v2v's output, with a search. UI thread only. */
final class OutputPart {
    private static final int FIELD_WIDTH = 90;
    private static final int HEIGHT = 70;
    private static final int LEAST_HEADING = 60;
    private static final int LEAST_FIELD = 60;
    /** How long a search result is valid before new output is searched too. */
    private static final long SEARCH_AGAIN_NANOS = 1_000_000_000L;

    private final Messages text;
    private final TerminalBuffer buffer;
    private final Background background;
    private final Runnable reveal;
    private final Palette palette;
    private final Composite box;
    private final TerminalView view;
    private final Text field;
    private final Label count;
    private final Button follow;
    private TerminalSearch found = new TerminalSearch("", List.of());
    private @Nullable Match current;
    private boolean searching;
    private long searchedVersion;
    private long searchedAt;

    /**
     * @param reveal
     *            makes it visible, before something is looked for in it
     */
    OutputPart(Composite parent, TerminalBuffer buffer, Background background, Messages text, Runnable reveal) {
        this.reveal = reveal;
        this.text = text;
        this.buffer = buffer;
        this.background = background;
        palette = new Palette(parent.getDisplay());
        box = Widgets.grid(parent, 1);
        Composite bar = new Composite(box, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(Widgets.GAP, 0).applyTo(bar);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        Label heading = Widgets.heading(bar, text.get("output"));
        ShortText.show(heading, text.get("output"));
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).minSize(LEAST_HEADING, SWT.DEFAULT)
                .applyTo(heading);
        Widgets.label(bar, text.get("find"));
        field = Widgets.id(new Text(bar, SWT.SEARCH | SWT.ICON_CANCEL), "conversion.search");
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(FIELD_WIDTH, SWT.DEFAULT)
                .minSize(LEAST_FIELD, SWT.DEFAULT).applyTo(field);
        field.addModifyListener(e -> search(true));
        field.addKeyListener(KeyListener.keyPressedAdapter(this::keyInField));
        Widgets.arrow(bar, true, "conversion.search.previous", text.get("find.previous"), () -> go(false));
        Widgets.arrow(bar, false, "conversion.search.next", text.get("find.next"), () -> go(true));
        count = Widgets.id(new Label(bar, SWT.NONE), "conversion.search.count");
        count.setText(text.get("find.many", "10000", "10000"));
        int width = count.computeSize(SWT.DEFAULT, SWT.DEFAULT).x * 2 / 3;
        count.setText("");
        count.setForeground(palette.dim());
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(width, SWT.DEFAULT)
                .exclude(true).applyTo(count);
        count.setVisible(false);
        Button copy = button(bar, SWT.PUSH, "conversion.copy", "copy", Icon.COPY);
        follow = button(bar, SWT.TOGGLE, "conversion.follow", "follow", Icon.FOLLOW);
        ((GridLayout) bar.getLayout()).numColumns = bar.getChildren().length;
        view = Widgets.named(Widgets.id(new TerminalView(box, buffer), "conversion.output"), text.get("output"));
        GridDataFactory.fillDefaults().grab(true, true).hint(100, HEIGHT).minSize(100, HEIGHT).applyTo(view);
        copy.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> view.copy()));
        follow.addSelectionListener(
                SelectionListener.widgetSelectedAdapter(e -> view.setFollowing(follow.getSelection())));
        view.onFollow(this::showFollow);
        showFollow();
        listenToKeys(parent);
    }

    private Button button(Composite bar, int style, String id, String key, Icon icon) {
        Button button = Widgets.id(new Button(bar, style), id);
        button.setText(text.get(key));
        button.setToolTipText(text.get(key + ".tip"));
        button.setImage(icon.in(palette.foreground()));
        return button;
    }

    private void showFollow() {
        follow.setSelection(view.isFollowing());
        follow.setImage((view.isFollowing() ? Icon.FOLLOW : Icon.PAUSE).in(palette.foreground()));
    }

    /** Ctrl+F and F3 work wherever the focus is, also while the output is folded away. */
    private void listenToKeys(Control owner) {
        Display display = owner.getDisplay();
        Listener keys = e -> {
            if (owner.isVisible() && display.getActiveShell() == owner.getShell()) {
                key(e);
            }
        };
        display.addFilter(SWT.KeyDown, keys);
        owner.addDisposeListener(e -> display.removeFilter(SWT.KeyDown, keys));
    }

    private void key(Event e) {
        if (e.keyCode == 'f' && (e.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1) {
            reveal.run();
            field.setFocus();
            field.selectAll();
            e.type = SWT.None;
        } else if (e.keyCode == SWT.F3) {
            reveal.run();
            go((e.stateMask & SWT.SHIFT) == 0);
            e.type = SWT.None;
        }
    }

    private void keyInField(KeyEvent e) {
        if (e.keyCode == SWT.CR || e.keyCode == SWT.KEYPAD_CR) {
            go((e.stateMask & SWT.SHIFT) == 0);
            e.doit = false;
        } else if (e.keyCode == SWT.ESC) {
            field.setText("");
            view.setFocus();
            e.doit = false;
        }
    }

    /** All of it. */
    Composite control() {
        return box;
    }

    /** Whether a program has said that something is an error. */
    boolean hasErrors() {
        return view.last(TerminalLine.Kind.ERROR) >= 0;
    }

    /** Goes to the last of them. */
    void showError() {
        view.goTo(view.last(TerminalLine.Kind.ERROR));
    }

    /** Shows new output. */
    void refresh() {
        view.refresh();
        boolean more = buffer.version() != searchedVersion && System.nanoTime() - searchedAt > SEARCH_AGAIN_NANOS;
        if (!field.getText().isEmpty() && more) {
            search(false);
        }
    }

    /** Searches the lines that are kept, in the background. */
    private void search(boolean show) {
        String word = field.getText();
        if (show && !word.equals(found.word())) {
            current = null;
        }
        if (!searching) {
            searching = true;
            searchedVersion = buffer.version();
            searchedAt = System.nanoTime();
            Callable<TerminalSearch> search = () -> TerminalSearch.in(buffer.all(), word);
            background.start(search, result -> found(result, show), e -> {
                throw new IllegalStateException(e);
            });
        }
    }

    private void found(TerminalSearch result, boolean show) {
        searching = false;
        if (view.isDisposed()) {
            return;
        }
        found = result;
        if (!field.getText().equals(result.word())) {
            search(true);
        } else if (show) {
            show(result.previous(null));
        } else {
            showCount();
        }
    }

    private void go(boolean forward) {
        show(forward ? found.next(current) : found.previous(current));
    }

    private void show(@Nullable Match match) {
        current = match;
        view.show(found.word(), match);
        showCount();
    }

    private void showCount() {
        int all = found.matches().size();
        boolean many = all == TerminalSearch.MOST;
        String number = Integer.toString(found.number(current));
        String now = found.word().isEmpty() ? ""
                : all == 0 ? text.get("find.none")
                        : text.get(many ? "find.many" : "find.count", number, Integer.toString(all));
        // Without a word that is looked for, its room is the heading's.
        Widgets.show(count, !now.isEmpty());
        count.getParent().layout();
        ShortText.show(count, now);
    }
}
