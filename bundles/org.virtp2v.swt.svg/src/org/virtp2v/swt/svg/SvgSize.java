package org.virtp2v.swt.svg;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes the size in the head of an SVG document, and leaves the drawing as it is. */
final class SvgSize {
    private static final Pattern ROOT = Pattern.compile("<svg\\b[^>]*>", Pattern.DOTALL);
    private static final Pattern WIDTH = attribute("width");
    private static final Pattern HEIGHT = attribute("height");
    private static final Pattern VIEW_BOX = Pattern.compile("\\sviewBox\\s*=");

    private SvgSize() {
    }

    private static Pattern attribute(String name) {
        return Pattern.compile("\\s" + name + "\\s*=\\s*[\"']\\s*([0-9.]+)(?:px)?\\s*[\"']");
    }

    /** The document with its size multiplied; unchanged where it does not give one in pixels. */
    static String scaled(String svg, double factor) {
        Matcher root = ROOT.matcher(svg);
        if (!root.find()) {
            return svg;
        }
        Matcher width = WIDTH.matcher(root.group());
        Matcher height = HEIGHT.matcher(root.group());
        if (!width.find() || !height.find()) {
            return svg;
        }
        double w = Double.parseDouble(width.group(1));
        double h = Double.parseDouble(height.group(1));
        return replace(svg, root, w, h, Math.max(1, Math.round(w * factor)), Math.max(1, Math.round(h * factor)));
    }

    /** The document with this size in pixels; unchanged where it does not give one in pixels. */
    static String sized(String svg, int width, int height) {
        Matcher root = ROOT.matcher(svg);
        if (!root.find()) {
            return svg;
        }
        Matcher w = WIDTH.matcher(root.group());
        Matcher h = HEIGHT.matcher(root.group());
        return w.find() && h.find()
                ? replace(svg, root, Double.parseDouble(w.group(1)), Double.parseDouble(h.group(1)), width, height)
                : svg;
    }

    private static String replace(String svg, Matcher root, double oldWidth, double oldHeight, long width,
            long height) {
        String tag = WIDTH.matcher(root.group()).replaceFirst(" width=\"" + width + "\"");
        tag = HEIGHT.matcher(tag).replaceFirst(" height=\"" + height + "\"");
        if (!VIEW_BOX.matcher(tag).find()) {
            String box = String.format(Locale.ROOT, "<svg viewBox=\"0 0 %s %s\"", oldWidth, oldHeight);
            tag = tag.replaceFirst("<svg", Matcher.quoteReplacement(box));
        }
        return svg.substring(0, root.start()) + tag + svg.substring(root.end());
    }
}
