package org.virtp2v.help;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Shell;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.text.Messages;
import org.virtp2v.doc.Guide;
import org.virtp2v.help.Book.Place;
import org.virtp2v.widgets.Background;
import org.virtp2v.widgets.FontScale;
import org.virtp2v.widgets.Widgets;

/**
 * The window with the user guide: contents at the left, a chapter at the right. It is read, with its pictures, when it
 * is needed, and off the UI thread. UI thread only.
 */
final class HelpWindow {
    private static final Messages TEXT = Messages.beside(HelpWindow.class);
    private static final int WIDTH = 980;
    private static final int HEIGHT = 720;
    private static final double LARGEST = 0.92;
    private static final int[] SHARES = { 27, 73 };
    private static final double MOST_FOR_CONTENTS = 0.45;
    /** In front and behind a title of a section, in pixels for the usual font. */
    private static final int BESIDE_TITLE = 80;

    private final Background background;
    private final Shell shell;
    private final HelpBar bar;
    private final SashForm sash;
    private final ContentsTree contents;
    private final ChapterView view;
    private final History history = new History();
    private @Nullable Book book;
    private String wanted;
    private int shown = -1;
    private boolean loading;
    private Place target = new Place(0, 0);
    private int marked;

    /**
     * @param parent
     *            the window it belongs to
     * @param id
     *            of the chapter or section to show first
     * @param browser
     *            opens the guide in a web browser; null: there is none
     */
    HelpWindow(Shell parent, Background background, String id, @Nullable Runnable browser) {
        this.background = background;
        this.wanted = id;
        shell = Widgets.id(new Shell(parent, Window.getDefaultOrientation() | SWT.SHELL_TRIM), "help");
        shell.setData(HelpWindow.class.getName(), this);
        shell.setText(TEXT.get("title"));
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(shell);
        bar = new HelpBar(shell, TEXT, this, browser);
        String language = TEXT.get("language");
        if (!language.isEmpty()) {
            Label note = Widgets.id(Widgets.note(shell, language), "help.language");
            GridDataFactory.fillDefaults().indent(Widgets.WIDE_GAP, 0).applyTo(note);
        }
        sash = new SashForm(shell, SWT.HORIZONTAL | SWT.SMOOTH);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        contents = new ContentsTree(sash, TEXT.get("contents"), this::go);
        view = new ChapterView(sash, this::follow);
        Widgets.named(view.control(), TEXT.get("text"));
        sash.setWeights(SHARES);
        place(parent);
        listenToKeys();
        background.start(HelpWindow::read, this::opened, this::failed);
    }

    private static Book read() throws IOException {
        try (InputStream page = Guide.open(Guide.PAGE)) {
            return BookReader.read(page);
        }
    }

    private void place(Shell parent) {
        Rectangle screen = parent.getMonitor().getClientArea();
        int width = Math.min(FontScale.pixels(shell.getDisplay(), WIDTH), (int) (screen.width * LARGEST));
        int height = Math.min(FontScale.pixels(shell.getDisplay(), HEIGHT), (int) (screen.height * LARGEST));
        shell.setBounds(screen.x + (screen.width - width) / 2, screen.y + (screen.height - height) / 2, width, height);
    }

    /** Opens the window, or brings it to the front. */
    void open() {
        shell.open();
        shell.forceActive();
    }

    /** Closes the window. */
    void close() {
        shell.dispose();
    }

    boolean isOpen() {
        return !shell.isDisposed();
    }

    /** The window it belongs to. */
    Composite parent() {
        return shell.getParent();
    }

    private void opened(Book read) {
        if (shell.isDisposed()) {
            return;
        }
        book = read;
        contents.fill(read);
        showWholeTitles();
        follow(wanted);
        view.control().setFocus();
    }

    /** Makes the contents as wide as the longest title. */
    private void showWholeTitles() {
        int width = sash.getClientArea().width;
        int wanted = contents.widestTitle() + FontScale.pixels(shell.getDisplay(), BESIDE_TITLE);
        int given = Math.min(wanted, (int) (width * MOST_FOR_CONTENTS));
        if (given > 0) {
            sash.setWeights(given, width - given);
        }
    }

    private void failed(Exception failure) {
        if (!shell.isDisposed()) {
            MessageDialog.openError(shell, TEXT.get("title"), TEXT.get("failed", String.valueOf(failure.getMessage())));
            shell.dispose();
        }
    }

    /** Goes to the chapter or section with an id. */
    void follow(String id) {
        wanted = id;
        if (book != null) {
            go(book.place(id));
        }
    }

    private void go(Place place) {
        if (shown >= 0) {
            history.stay(here());
        }
        history.go(place);
        show(place, 0);
    }

    void back() {
        history.back().ifPresent(place -> show(place, 0));
    }

    void forward() {
        history.forward().ifPresent(place -> show(place, 0));
    }

    /**
     * Goes to where words are.
     *
     * @param words
     *            the words of the search
     * @param forward
     *            whether to search forward
     * @param further
     *            whether the place where the reader is does not count
     */
    void find(String words, boolean forward, boolean further) {
        Book read = book;
        if (read == null || words.isEmpty()) {
            bar.found("");
            return;
        }
        int step = further ? forward ? 1 : -1 : 0;
        Optional<Place> found = read.find(words, new Place(here().chapter(), here().position() + step), forward);
        int count = read.count(words);
        bar.found(count == 0 ? TEXT.get("find.none")
                : count == 1 ? TEXT.get("find.one") : TEXT.get("find.many", Integer.toString(count)));
        found.ifPresent(place -> {
            if (place.chapter() == here().chapter()) {
                history.stay(place);
            } else {
                history.go(place);
            }
            show(place, words.length());
        });
    }

    /** Where the reader is, or will be when the chapter is there. */
    private Place here() {
        return loading || shown < 0 ? target : new Place(shown, view.position());
    }

    private void show(Place place, int length) {
        target = place;
        marked = length;
        bar.update(history);
        if (place.chapter() != shown) {
            shown = place.chapter();
            loading = true;
            Chapter chapter = chapter(shown);
            background.start(() -> pictures(chapter), pictures -> loaded(place.chapter(), pictures), this::failed);
        } else if (!loading) {
            reveal();
        }
    }

    /** There are places to go to only when the guide has been read. */
    private Chapter chapter(int number) {
        return Objects.requireNonNull(book, "the guide").chapters().get(number);
    }

    /** By now the reader may want another place in the chapter, or another chapter. */
    private void loaded(int number, List<ImageData> pictures) {
        if (!shell.isDisposed() && loading && number == shown) {
            loading = false;
            view.show(chapter(number), pictures);
            reveal();
        }
    }

    private static List<ImageData> pictures(Chapter chapter) throws IOException {
        List<ImageData> pictures = new ArrayList<>();
        for (Chapter.Picture picture : chapter.pictures()) {
            try (InputStream file = Guide.open(picture.name())) {
                pictures.add(new ImageData(file));
            }
        }
        return pictures;
    }

    private void reveal() {
        Place place = target;
        view.reveal(place.position(), marked);
        contents.select(place);
    }

    /** They work wherever the focus is in the window. */
    private void listenToKeys() {
        Listener keys = e -> {
            if (shell.getDisplay().getActiveShell() == shell) {
                key(e);
            }
        };
        shell.getDisplay().addFilter(SWT.KeyDown, keys);
        shell.addDisposeListener(e -> e.display.removeFilter(SWT.KeyDown, keys));
        shell.addListener(SWT.Traverse, e -> {
            if (e.detail == SWT.TRAVERSE_ESCAPE) {
                close();
            }
        });
    }

    private void key(Event e) {
        int modifiers = e.stateMask & SWT.MODIFIER_MASK;
        boolean known = true;
        if (modifiers == SWT.MOD1 && e.keyCode == 'f') {
            bar.focus();
        } else if (modifiers == SWT.MOD1 && e.keyCode == 'w') {
            close();
        } else if (modifiers == SWT.ALT && e.keyCode == SWT.ARROW_LEFT) {
            back();
        } else if (modifiers == SWT.ALT && e.keyCode == SWT.ARROW_RIGHT) {
            forward();
        } else if (e.keyCode == SWT.F3) {
            find(bar.words(), modifiers != SWT.SHIFT, true);
        } else {
            known = false;
        }
        if (known) {
            e.type = SWT.None;
        }
    }
}
