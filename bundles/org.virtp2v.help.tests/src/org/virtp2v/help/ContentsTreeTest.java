package org.virtp2v.help;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.virtp2v.help.Book.Place;
import org.virtp2v.help.Chapter.Section;
import org.virtp2v.widgets.testing.UiThread;

class ContentsTreeTest {
    private static final Book BOOK = new Book(
            List.of(chapter("Start", new Section("Boot", 10), new Section("The machine and its disks", 50)),
                    chapter("End", new Section("Report", 5))),
            Map.of());
    private final List<Place> chosen = new ArrayList<>();
    private Shell shell;
    private ContentsTree contents;
    private Tree tree;

    private static Chapter chapter(String title, Section... sections) {
        return new Chapter(title, "", List.of(), List.of(), List.of(), List.of(sections));
    }

    @BeforeEach
    void open() {
        UiThread.run(() -> {
            shell = new Shell(UiThread.display());
            shell.setLayout(new FillLayout());
            contents = new ContentsTree(shell, "Contents", chosen::add);
            contents.fill(BOOK);
            tree = (Tree) shell.getChildren()[0];
            shell.open();
        });
    }

    @AfterEach
    void close() {
        UiThread.run(shell::dispose);
    }

    private List<String> selected() {
        return Arrays.stream(tree.getSelection()).map(TreeItem::getText).toList();
    }

    @Test
    void marksTheSectionThatThePlaceIsIn() {
        UiThread.run(() -> {
            contents.select(new Place(0, 9));
            assertThat(selected()).containsExactly("Start");
            contents.select(new Place(0, 49));
            assertThat(selected()).containsExactly("Boot");
            contents.select(new Place(0, 50));
            assertThat(selected()).containsExactly("The machine and its disks");
        });
    }

    @Test
    void showsTheSectionsOfTheChapterThatIsReadOnly() {
        UiThread.run(() -> {
            contents.select(new Place(0, 0));
            contents.select(new Place(1, 0));
            assertThat(tree.getItems()).extracting(TreeItem::getExpanded).containsExactly(false, true);
        });
    }

    @Test
    void handsThePlaceOverThatIsChosen() {
        UiThread.run(() -> {
            Event event = new Event();
            event.item = tree.getItem(0).getItem(1);
            tree.notifyListeners(SWT.Selection, event);
        });
        assertThat(chosen).last().isEqualTo(new Place(0, 50)); // GTK chooses the first one when the window opens
    }

    @Test
    void isAsWideAsItsLongestTitle() {
        UiThread.run(() -> {
            int width = contents.widestTitle();
            tree.getItem(0).getItem(1).setText("The machine");
            assertThat(contents.widestTitle()).isLessThan(width);
        });
    }
}
