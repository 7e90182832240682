package org.virtp2v.ui.internal.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.eclipse.jface.viewers.CheckboxTreeViewer;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ICheckStateProvider;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.TreeListener;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.jspecify.annotations.Nullable;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.model.DiskChoices;
import org.virtp2v.ui.internal.model.DiskNode;
import org.virtp2v.ui.internal.model.DiskRow;
import org.virtp2v.ui.internal.model.DiskSet;
import org.virtp2v.ui.internal.model.PartRow;
import org.virtp2v.ui.internal.widgets.Icon;
import org.virtp2v.widgets.Ellipsis;
import org.virtp2v.widgets.Palette;
import org.virtp2v.widgets.Widgets;

/** The fixed hard disks, below their groups, and their partitions below them. UI thread only. */
final class DiskTree {
    private static final int LINES = 5;

    private final Messages text;
    private final DiskChoices model;
    private final CheckboxTreeViewer viewer;
    private final Palette palette;

    /**
     * @param notice
     *            shows a notice about the last action; null: none
     */
    DiskTree(Section section, Messages text, DiskChoices model, Consumer<@Nullable String> notice) {
        this.text = text;
        this.model = model;
        palette = new Palette(section.box().getDisplay());
        Tree tree = Widgets.id(new Tree(section.box(), SWT.CHECK | SWT.FULL_SELECTION | SWT.BORDER), "machine.disks");
        Widgets.named(Widgets.sized(tree), Widgets.withoutMnemonic(text, "disks"));
        tree.setHeaderVisible(true);
        viewer = new CheckboxTreeViewer(tree);
        viewer.setContentProvider(new Disks());
        viewer.setCheckStateProvider(new Checks());
        columns();
        ColumnViewerToolTipSupport.enableFor(viewer);
        viewer.addCheckStateListener(e -> {
            notice.accept(model.choose((DiskNode) e.getElement(), e.getChecked()));
            // A disk that may not be chosen alone has been checked by the click.
            viewer.refresh();
        });
        show(model.nodes().getValue());
        model.nodes().addValueChangeListener(e -> show(e.diff.getNewValue()));
        // The children are there only afterwards.
        tree.addTreeListener(TreeListener.treeExpandedAdapter(e -> tree.getDisplay().asyncExec(this::pack)));
        model.selected().addValueChangeListener(e -> viewer.refresh());
        model.parts().excluded().addValueChangeListener(e -> viewer.refresh());
        model.keys().addValueChangeListener(e -> viewer.refresh());
        model.order().addValueChangeListener(e -> viewer.refresh());
        section.body(tree, tree.getHeaderHeight(), tree.getItemHeight(), LINES);
    }

    /** Groups are open, so that all disks are seen; of disks those that something but swap stays behind of. */
    private void show(List<DiskNode> nodes) {
        List<Object> open = new ArrayList<>(Arrays.asList(viewer.getExpandedElements()));
        nodes.stream().filter(DiskSet.class::isInstance).forEach(open::add);
        viewer.setInput(nodes);
        model.rows().stream().filter(row -> row.parts().stream().anyMatch(this::isLeft)).forEach(open::add);
        viewer.setExpandedElements(open.toArray());
        pack();
    }

    /** Whether something that is missed in the guest stays behind. */
    private boolean isLeft(PartRow part) {
        return !part.swap() && model.parts().isExcluded(part);
    }

    private void columns() {
        column("device", SWT.LEFT, DiskTree::name, this::icon);
        column("position", SWT.RIGHT, ofDisk(this::position), node -> null);
        column("size", SWT.RIGHT, node -> bytes(switch (node) {
            case DiskRow row -> row.sizeBytes();
            case PartRow part -> Long.valueOf(part.sizeBytes());
            case DiskSet set -> null;
        }), node -> null);
        column("used", SWT.RIGHT, node -> bytes(switch (node) {
            case DiskRow row -> row.usedBytes();
            case PartRow part -> part.usedBytes();
            case DiskSet set -> null;
        }), node -> null);
        column("content", SWT.LEFT, node -> switch (node) {
            case DiskSet set -> set.missing();
            case DiskRow row -> content(row);
            case PartRow part -> content(part);
        }, this::key);
        column("bus", SWT.LEFT, ofDisk(DiskRow::bus), node -> null);
        column("model", SWT.LEFT, ofDisk(DiskRow::model), node -> null);
        column("serial", SWT.LEFT, ofDisk(DiskRow::serial), node -> null);
    }

    private String position(DiskRow row) {
        int position = model.position(row);
        return position == 0 ? "" : Integer.toString(position);
    }

    private static Function<DiskNode, @Nullable String> ofDisk(Function<DiskRow, @Nullable String> words) {
        return node -> node instanceof DiskRow row ? words.apply(row) : null;
    }

    private static String name(DiskNode node) {
        return switch (node) {
            case DiskSet set -> set.title();
            case DiskRow row -> row.name();
            case PartRow part -> part.name();
        };
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null ? "" : ByteSize.format(bytes);
    }

    private String content(PartRow part) {
        return part.swap() && model.parts().isExcluded(part) ? text.get("swapLeft", part.content()) : part.content();
    }

    private String content(DiskRow row) {
        String locked = row.locked();
        if (locked == null) {
            return row.content();
        }
        return row.content().isEmpty() ? locked : text.get("locked", locked, row.content());
    }

    private @Nullable Image icon(DiskNode node) {
        if (node instanceof PartRow) {
            return null;
        }
        Icon icon = node instanceof DiskSet ? Icon.LINK : Icon.DISK;
        Color color = color(node);
        return icon.in(color == null ? palette.foreground() : color);
    }

    private @Nullable Image key(DiskNode node) {
        if (!(node instanceof DiskRow row) || row.encrypted().isEmpty() || row.locked() != null) {
            return null;
        }
        boolean open = row.encrypted().stream().allMatch(model::hasKey);
        return open ? Icon.OK.in(palette.success()) : Icon.LOCK.in(palette.warning());
    }

    private @Nullable Color color(DiskNode node) {
        boolean dim = switch (node) {
            case DiskRow row -> row.locked() != null;
            case PartRow part -> !model.isCopied(part);
            case DiskSet set -> false;
        };
        return dim ? palette.dim() : null;
    }

    private void column(String key, int style, Function<DiskNode, @Nullable String> words,
            Function<DiskNode, @Nullable Image> image) {
        TreeViewerColumn column = new TreeViewerColumn(viewer, style);
        column.getColumn().setText(text.get("column." + key));
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new Columns.Words<>(DiskNode.class, words) {
            @Override
            @Nullable
            Image image(DiskNode node) {
                return image.apply(node);
            }

            @Override
            @Nullable
            Color color(DiskNode node) {
                return DiskTree.this.color(node);
            }

            @Override
            @Nullable
            String tip(DiskNode node) {
                String locked = node instanceof PartRow part ? part.locked() : null;
                return locked != null ? text.get("mustCopy", locked) : super.tip(node);
            }
        });
    }

    private void pack() {
        Tree tree = viewer.getTree();
        if (tree.isDisposed()) {
            return;
        }
        for (int i = 0; i < tree.getColumnCount(); i++) {
            TreeColumn column = tree.getColumn(i);
            Ellipsis.set(tree, i, false);
            column.pack();
            int packed = column.getWidth();
            int width = Columns.width(tree, packed);
            column.setWidth(width);
            Ellipsis.set(tree, i, width < packed);
        }
    }

    /** The list, for its decoration. */
    CheckboxTreeViewer viewer() {
        return viewer;
    }

    private final class Checks implements ICheckStateProvider {
        @Override
        public boolean isChecked(Object element) {
            return switch ((DiskNode) element) {
                case DiskRow row -> model.isChosen(row);
                case DiskSet set -> set.disks().stream().anyMatch(model::isChosen);
                case PartRow part -> model.isCopied(part);
            };
        }

        @Override
        public boolean isGrayed(Object element) {
            return switch ((DiskNode) element) {
                case DiskSet set -> isChecked(set) && set.disks().stream()
                        .anyMatch(row -> isGrayed(row) || row.locked() == null && !model.isChosen(row));
                case DiskRow row -> model.isChosen(row) && row.parts().stream().anyMatch(DiskTree.this::isLeft);
                case PartRow part -> false;
            };
        }
    }

    private static final class Disks implements ITreeContentProvider {
        @Override
        public Object[] getElements(Object input) {
            return ((List<?>) input).toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return switch ((DiskNode) parent) {
                case DiskSet set -> set.disks().toArray();
                case DiskRow row -> row.parts().toArray();
                case PartRow part -> new Object[0];
            };
        }

        @Override
        public @Nullable Object getParent(Object element) {
            return null;
        }

        @Override
        public boolean hasChildren(Object element) {
            return getChildren(element).length > 0;
        }
    }
}
