package org.virtp2v.ui.scenarios;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.widgets.Display;

/** What {@code trial.py} prints of a guest that is tried, with made-up pictures of its screen. */
final class GuestScreens {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LINE = 16;
    private static final int POINTS = 9;

    private GuestScreens() {
    }

    /** The guest has been started. */
    static String started(boolean kvm) {
        return """
                {"event": "started", "accelerator": "%s", "why_no_kvm": null, "memory": 2048, "memory_asked": 4096, \
                "cpus": 2, "firmware": "bios", "machine": "pc", "seconds": %d}
                """.formatted(kvm ? "kvm" : "tcg", kvm ? 180 : 600);
    }

    /** The picture of a text screen. */
    static String text(int at, int number, List<String> lines) {
        return screen(at, number, drawn(lines));
    }

    /** Something that is no picture but begins like one. */
    static String damaged(int at, int number) {
        byte[] png = drawn(List.of());
        return screen(at, number, Arrays.copyOf(png, png.length / 2));
    }

    private static String screen(int at, int number, byte[] png) {
        return """
                {"event": "screen", "at": %d, "width": %d, "height": %d, "file": "trial-%03d.png", "png": "%s"}
                """.formatted(at, WIDTH, HEIGHT, number, Base64.getEncoder().encodeToString(png));
    }

    /** The guest agent has answered. */
    static String agent(int at) {
        return "{\"event\": \"agent\", \"at\": " + at + ", \"os\": \"Debian GNU/Linux 12\"}\n";
    }

    /** The verdict. */
    static String verdict(String verdict, int at, String detail) {
        return """
                {"event": "verdict", "verdict": "%s", "at": %d, "detail": "%s", "resets": 0}
                """.formatted(verdict, at, detail);
    }

    private static byte[] drawn(List<String> lines) {
        Display display = WizardRun.display();
        ImageData[] drawn = new ImageData[1];
        display.syncExec(() -> {
            Image image = new Image(display, WIDTH, HEIGHT);
            GC gc = new GC(image);
            Font font = new Font(display, "Monospace", POINTS, SWT.NORMAL);
            gc.setBackground(display.getSystemColor(SWT.COLOR_BLACK));
            gc.fillRectangle(0, 0, WIDTH, HEIGHT);
            gc.setForeground(display.getSystemColor(SWT.COLOR_GRAY));
            gc.setFont(font);
            for (int i = 0; i < lines.size(); i++) {
                gc.drawText(lines.get(i), 4, i * LINE, true);
            }
            drawn[0] = image.getImageData(100);
            font.dispose();
            gc.dispose();
            image.dispose();
        });
        ImageLoader loader = new ImageLoader();
        loader.data = drawn;
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        loader.save(png, SWT.IMAGE_PNG);
        return png.toByteArray();
    }
}
