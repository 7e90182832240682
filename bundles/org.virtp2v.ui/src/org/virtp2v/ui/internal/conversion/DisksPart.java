package org.virtp2v.ui.internal.conversion;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.events.ControlListener;
import org.eclipse.swt.widgets.Composite;
import org.virtp2v.core.progress.Progress;
import org.virtp2v.core.settings.ByteSize;
import org.virtp2v.core.source.SourceDisk;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ui.internal.conversion.ConversionSnapshot.DiskProgress;
import org.virtp2v.widgets.Widgets;

/** All disks together, the rate where there is room, and each disk with its map. UI thread only. */
final class DisksPart {
    private static final int ROWS_OF_ONE = 14;
    private static final int ROWS_OF_FEW = 4;
    private static final int ROWS_OF_MANY = 3;
    private static final int FEW = 3;

    private final ProgressRow total;
    private final RateGraph graph;
    private final List<ProgressRow> rows = new ArrayList<>();
    private final List<DiskMapCanvas> maps = new ArrayList<>();

    DisksPart(Composite parent, List<SourceDisk> disks, Messages text) {
        total = new ProgressRow(parent, "conversion.total", text.get("total"), text, true);
        graph = new RateGraph(parent, text);
        ScrolledComposite scrolled = new ScrolledComposite(parent, SWT.V_SCROLL);
        scrolled.setExpandHorizontal(true);
        scrolled.setExpandVertical(true);
        GridDataFactory.fillDefaults().grab(true, true).hint(100, Widgets.LEAST_SCROLLED)
                .minSize(100, Widgets.LEAST_SCROLLED).applyTo(scrolled);
        Composite list = new Composite(scrolled, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, Widgets.GAP).applyTo(list);
        int mapRows = disks.size() == 1 ? ROWS_OF_ONE : disks.size() <= FEW ? ROWS_OF_FEW : ROWS_OF_MANY;
        for (int i = 0; i < disks.size(); i++) {
            SourceDisk disk = disks.get(i);
            String id = "conversion.disk." + (i + 1);
            ProgressRow row = new ProgressRow(list, id,
                    text.get("disk", disk.name(), ByteSize.format(disk.sizeBytes())), text, false);
            rows.add(row);
            maps.add(new DiskMapCanvas(list, id + ".map", mapRows));
        }
        scrolled.setContent(list);
        scrolled.addControlListener(ControlListener.controlResizedAdapter(
                e -> scrolled.setMinSize(list.computeSize(scrolled.getClientArea().width, SWT.DEFAULT))));
        Composite legend = DiskMapCanvas.legend(parent, text);
        parent.addControlListener(ControlListener.controlResizedAdapter(e -> arrange(parent, legend)));
    }

    /** The rate is worth less than the disks. */
    private void arrange(Composite parent, Composite legend) {
        int width = parent.getClientArea().width;
        int others = total.control().computeSize(width, SWT.DEFAULT).y + legend.computeSize(width, SWT.DEFAULT).y
                + Widgets.LEAST_SCROLLED + 3 * Widgets.GAP;
        int wanted = graph.control().computeSize(width, SWT.DEFAULT).y;
        Widgets.show(graph.control(), others + wanted <= parent.getClientArea().height);
    }

    /** Shows them as they are. */
    void show(ConversionSnapshot now) {
        total.show(now.total());
        graph.show(now.rates(), now.total().bytesPerSecond());
        for (int i = 0; i < rows.size(); i++) {
            DiskProgress disk = now.disks().get(i);
            Progress progress = disk.progress();
            rows.get(i).show(progress);
            maps.get(i).show(disk.map(), rows.get(i).mapName(progress));
        }
    }
}
