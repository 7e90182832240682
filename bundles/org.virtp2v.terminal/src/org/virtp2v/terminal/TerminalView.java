package org.virtp2v.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.events.KeyEvent;
import org.eclipse.swt.events.KeyListener;
import org.eclipse.swt.events.MouseEvent;
import org.eclipse.swt.events.MouseListener;
import org.eclipse.swt.events.SelectionListener;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.ScrollBar;
import org.jspecify.annotations.Nullable;
import org.virtp2v.terminal.TerminalSearch.Match;
import org.virtp2v.terminal.TerminalSelection.Position;
import org.virtp2v.widgets.FocusRing;
import org.virtp2v.widgets.TextClipboard;

/**
 * Shows the lines of a {@link TerminalBuffer}. Only the lines in view are ever looked at, so it costs the same however
 * much there is. It follows the end until the user scrolls up. UI thread only.
 */
public final class TerminalView extends Canvas {
    private static final int MARGIN = 4;
    private static final int WHEEL_LINES = 3;

    private final TerminalBuffer buffer;
    private final TerminalPainter painter;
    private final TerminalSelection selection = new TerminalSelection();
    private final List<Runnable> followListeners = new ArrayList<>();
    private TerminalBuffer.Lines extent;
    private long version;
    private long top;
    private boolean following = true;
    private boolean dragging;
    private String word = "";
    private @Nullable Match current;

    public TerminalView(Composite parent, TerminalBuffer buffer) {
        super(parent, SWT.BORDER | SWT.V_SCROLL | SWT.H_SCROLL | SWT.DOUBLE_BUFFERED | SWT.LEFT_TO_RIGHT);
        this.buffer = buffer;
        painter = new TerminalPainter(this);
        extent = buffer.lines(0, 0);
        setBackground(painter.background());
        addPaintListener(e -> paint(e.gc));
        addListener(SWT.Resize, e -> update(buffer.version()));
        FocusRing.drawIn(this);
        addListener(SWT.Traverse, e -> e.doit = true);
        addListener(SWT.MouseVerticalWheel, e -> {
            scrollTo(top - (long) Integer.signum(e.count) * WHEEL_LINES);
            e.doit = false;
        });
        getVerticalBar().addSelectionListener(SelectionListener.widgetSelectedAdapter(
                e -> scrollTo(extent.first() + getVerticalBar().getSelection())));
        getHorizontalBar().addSelectionListener(SelectionListener.widgetSelectedAdapter(e -> redraw()));
        addKeyListener(KeyListener.keyPressedAdapter(this::key));
        addMouseListener(MouseListener.mouseDownAdapter(this::press));
        addMouseListener(MouseListener.mouseUpAdapter(e -> dragging = false));
        addMouseMoveListener(this::drag);
        describe();
    }

    private void describe() {
        getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent e) {
                e.detail = ACC.ROLE_TEXT;
            }

            @Override
            public void getValue(AccessibleControlEvent e) {
                e.result = textInView();
            }
        });
    }

    /** Shows new output; costs nothing when there is none. */
    public void refresh() {
        long now = buffer.version();
        if (now != version) {
            update(now);
        }
    }

    private void update(long now) {
        version = now;
        extent = buffer.lines(0, 0);
        top = following ? lastTop() : Math.clamp(top, extent.first(), lastTop());
        int count = (int) (extent.end() - extent.first());
        int rows = rows();
        bar(getVerticalBar(), (int) (top - extent.first()), count, rows);
        Rectangle area = getClientArea();
        bar(getHorizontalBar(), getHorizontalBar().getSelection(),
                extent.widest() * painter.charWidth() + 2 * MARGIN, Math.max(1, area.width));
        redraw();
    }

    private static void bar(ScrollBar bar, int selection, int count, int visible) {
        bar.setEnabled(count > visible);
        int most = Math.max(1, count);
        int thumb = Math.clamp(visible, 1, most);
        bar.setValues(Math.clamp(selection, 0, most - thumb), 0, most, thumb, 1, thumb);
    }

    private int rows() {
        return Math.max(1, (getClientArea().height - 2 * MARGIN) / painter.lineHeight());
    }

    private long lastTop() {
        return Math.max(extent.first(), extent.end() - rows());
    }

    private void scrollTo(long line) {
        top = Math.clamp(line, extent.first(), lastTop());
        setFollowing(top == lastTop());
        update(buffer.version());
    }

    /** Whether it follows the end. */
    public boolean isFollowing() {
        return following;
    }

    /** Makes it follow the end, or stay where it is. */
    public void setFollowing(boolean follow) {
        if (following != follow) {
            following = follow;
            update(buffer.version());
            followListeners.forEach(Runnable::run);
        }
    }

    /** Adds an action that is run when it begins or ends to follow. */
    public void onFollow(Runnable listener) {
        followListeners.add(listener);
    }

    /** Marks a word wherever it is, and goes to one of the places; null: stays. */
    public void show(String wanted, @Nullable Match match) {
        word = wanted;
        current = match;
        if (match != null) {
            setFollowing(false);
            if (match.line() < top || match.line() >= top + rows()) {
                top = Math.max(0, match.line() - rows() / 2);
            }
            update(buffer.version());
            showAcross(match);
        }
        redraw();
    }

    private void showAcross(Match match) {
        TerminalBuffer.Lines lines = buffer.lines(match.line(), 1);
        if (lines.from() == match.line() && !lines.lines().isEmpty()) {
            int x = painter.x(lines.lines().getFirst(), match);
            int width = getClientArea().width;
            int left = getHorizontalBar().getSelection();
            int wordWidth = word.length() * painter.charWidth();
            if (x < left || x + wordWidth > left + width) {
                getHorizontalBar().setSelection(Math.max(0, x - width / 2));
            }
        }
    }

    /** The number of the last line of a kind that is kept; negative: there is none. */
    public long last(TerminalLine.Kind kind) {
        TerminalBuffer.Lines all = buffer.all();
        for (int i = all.lines().size() - 1; i >= 0; i--) {
            if (all.lines().get(i).kind() == kind) {
                return all.from() + i;
            }
        }
        return -1;
    }

    /** Goes to a line, which comes to stand in the middle where it can. */
    public void goTo(long line) {
        scrollTo(line - rows() / 2);
    }

    /** Copies the selection, or all lines that are kept when there is none. */
    public void copy() {
        TextClipboard.put(getDisplay(), selection.isEmpty() ? buffer.text() : selection.text(buffer));
    }

    /** Everything that is kept. */
    public String text() {
        return buffer.text();
    }

    /** What can be seen of it. */
    public String textInView() {
        return visible().lines().stream().map(TerminalLine::text).collect(Collectors.joining("\n"));
    }

    private TerminalBuffer.Lines visible() {
        return buffer.lines(top, rows() + 1);
    }

    /** While much output comes, the end of a moment ago may not even be kept any more. */
    private void paint(GC gc) {
        if (following) {
            extent = buffer.lines(0, 0);
            top = lastTop();
        }
        TerminalBuffer.Lines lines = visible();
        Match match = current;
        int x = MARGIN - getHorizontalBar().getSelection();
        for (int i = 0; i < lines.lines().size(); i++) {
            TerminalLine line = lines.lines().get(i);
            long number = lines.from() + i;
            int found = match != null && match.line() == number ? match.start() : -1;
            painter.draw(gc, x, MARGIN + (int) (number - top) * painter.lineHeight(), line,
                    selection.part(number, line.text().length()), word, found);
        }
    }

    private void key(KeyEvent e) {
        boolean control = (e.stateMask & SWT.MOD1) != 0;
        switch (e.keyCode) {
            case SWT.ARROW_UP -> scrollTo(top - 1);
            case SWT.ARROW_DOWN -> scrollTo(top + 1);
            case SWT.PAGE_UP -> scrollTo(top - rows());
            case SWT.PAGE_DOWN -> scrollTo(top + rows());
            case SWT.HOME -> scrollTo(0);
            case SWT.END -> scrollTo(Long.MAX_VALUE);
            case SWT.ARROW_LEFT -> scrollAcross(-1);
            case SWT.ARROW_RIGHT -> scrollAcross(1);
            case 'c', SWT.INSERT -> {
                if (control) {
                    copy();
                }
            }
            case 'a' -> {
                if (control) {
                    selection.begin(new Position(extent.first(), 0));
                    selection.extend(new Position(extent.end(), 0));
                    redraw();
                }
            }
            default -> {
                // Somebody else's.
            }
        }
    }

    private void scrollAcross(int direction) {
        ScrollBar bar = getHorizontalBar();
        bar.setSelection(bar.getSelection() + direction * WHEEL_LINES * painter.charWidth());
        redraw();
    }

    private void press(MouseEvent e) {
        setFocus();
        if (e.button == 1) {
            dragging = true;
            Position position = position(e);
            if ((e.stateMask & SWT.SHIFT) != 0) {
                selection.extend(position);
            } else {
                selection.begin(position);
            }
            redraw();
        }
    }

    private void drag(MouseEvent e) {
        if (dragging) {
            if (e.y < 0) {
                scrollTo(top - 1);
            } else if (e.y > getClientArea().height) {
                scrollTo(top + 1);
            }
            selection.extend(position(e));
            redraw();
        }
    }

    private Position position(MouseEvent e) {
        long line = Math.clamp(top + Math.floorDiv(e.y - MARGIN, painter.lineHeight()), extent.first(), extent.end());
        TerminalBuffer.Lines lines = buffer.lines(line, 1);
        if (lines.lines().isEmpty() || lines.from() != line) {
            return new Position(line, 0);
        }
        int x = e.x - MARGIN + getHorizontalBar().getSelection();
        return new Position(line, painter.indexAt(lines.lines().getFirst(), x));
    }
}
