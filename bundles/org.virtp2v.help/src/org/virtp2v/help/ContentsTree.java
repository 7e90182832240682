package org.virtp2v.help;

import java.util.function.Consumer;

import org.eclipse.swt.SWT;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.swt.widgets.Widget;
import org.virtp2v.help.Book.Place;
import org.virtp2v.widgets.Widgets;

/** The contents of the guide: its chapters, and the sections of the one that is read. UI thread only. */
final class ContentsTree {
    private final Tree tree;

    /**
     * @param name
     *            what screen readers call it
     * @param chosen
     *            gets the place that the reader chooses
     */
    ContentsTree(Composite parent, String name, Consumer<Place> chosen) {
        tree = Widgets.named(Widgets.id(new Tree(parent, SWT.SINGLE | SWT.V_SCROLL), "help.contents"), name);
        tree.addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> chosen.accept(place(e.item))));
    }

    private static Place place(Widget item) {
        return (Place) item.getData();
    }

    /** Fills it, once. */
    void fill(Book book) {
        for (int i = 0; i < book.chapters().size(); i++) {
            Chapter chapter = book.chapters().get(i);
            TreeItem item = new TreeItem(tree, SWT.NONE);
            item.setText(chapter.title());
            item.setData(new Place(i, 0));
            for (Chapter.Section section : chapter.sections()) {
                TreeItem below = new TreeItem(item, SWT.NONE);
                below.setText(section.title());
                below.setData(new Place(i, section.position()));
            }
        }
    }

    /** The width of the longest title, in pixels. */
    int widestTitle() {
        GC gc = new GC(tree);
        int widest = 0;
        for (TreeItem chapter : tree.getItems()) {
            widest = Math.max(widest, gc.textExtent(chapter.getText()).x);
            for (TreeItem section : chapter.getItems()) {
                widest = Math.max(widest, gc.textExtent(section.getText()).x);
            }
        }
        gc.dispose();
        return widest;
    }

    /** Marks the section that a place is in, or its chapter, and shows the sections of only that chapter. */
    void select(Place place) {
        TreeItem chapter = tree.getItem(place.chapter());
        TreeItem item = chapter;
        for (TreeItem section : chapter.getItems()) {
            if (place(section).position() <= place.position()) {
                item = section;
            }
        }
        for (TreeItem other : tree.getItems()) {
            other.setExpanded(other == chapter);
        }
        tree.select(item);
        tree.showItem(item);
    }
}
