package org.virtp2v.help;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.jspecify.annotations.Nullable;
import org.virtp2v.help.Book.Place;
import org.virtp2v.help.Chapter.Kind;
import org.virtp2v.help.Chapter.Line;
import org.virtp2v.help.Chapter.Look;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * Reads the guide as Asciidoctor's xhtml5 writes it: each {@code h2} begins a chapter. It knows the elements of the
 * guide, and refuses unknown ones, so that nothing of the guide is lost silently.
 */
final class BookReader {
    private static final String BULLET = "•  ";

    private final List<ChapterBuilder> chapters = new ArrayList<>();
    private final Map<String, Place> anchors = new HashMap<>();
    private ChapterBuilder chapter = new ChapterBuilder("");
    private int level;
    private boolean first = true;
    private @Nullable Kind inside;
    private String bullet = "";

    private BookReader() {
    }

    /**
     * Reads the guide.
     *
     * @throws IOException
     *             when it cannot be read, is not well-formed, or has elements that are not known
     */
    static Book read(InputStream page) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            var reader = new BookReader();
            Element content = content(builder.parse(page).getDocumentElement());
            if (content == null) {
                throw new IOException("The guide has no content");
            }
            reader.children(content);
            return new Book(reader.chapters.stream().map(ChapterBuilder::build).toList(), reader.anchors);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }

    private static @Nullable Element content(Element element) {
        if (element.getAttribute("id").equals("content")) {
            return element;
        }
        for (Element child : elements(element)) {
            Element found = content(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private void children(Element parent) throws IOException {
        for (Element child : elements(parent)) {
            block(child);
        }
    }

    private void block(Element element) throws IOException {
        switch (element.getTagName()) {
            case "h2" -> chapter(element);
            case "h3", "h4" -> heading(element);
            case "div" -> division(element);
            case "p" -> paragraph(element, inside == null ? Kind.PARAGRAPH : inside);
            case "ul", "ol" -> list(element);
            case "dl" -> definitions(element);
            case "pre" -> code(element);
            case "table" -> table(element);
            case "img" -> picture(element);
            default -> throw new IOException("The guide has <" + element.getTagName() + ">, which is not known");
        }
    }

    private void chapter(Element heading) throws IOException {
        chapter = new ChapterBuilder(heading.getTextContent().strip());
        chapters.add(chapter);
        anchor(heading);
        inline(heading);
        chapter.endLine(new Line(Kind.TITLE, 0, 0, false));
        first = true;
    }

    private void heading(Element heading) throws IOException {
        anchor(heading);
        inline(heading);
        if (heading.getTagName().equals("h3")) {
            chapter.section();
        }
        chapter.endLine(new Line(Kind.HEADING, 0, 0, true));
        first = true;
    }

    private void anchor(Element element) {
        String id = element.getAttribute("id");
        if (!id.isEmpty() && !chapters.isEmpty()) {
            anchors.put(id, new Place(chapters.size() - 1, chapter.position()));
        }
    }

    private void division(Element element) throws IOException {
        anchor(element);
        String style = element.getAttribute("class");
        if (style.startsWith("admonitionblock")) {
            note(element);
        } else if (style.equals("title")) {
            paragraph(element, Kind.TERM);
        } else {
            children(element);
        }
    }

    /** The table around a note has its kind in the first cell. */
    private void note(Element element) throws IOException {
        Element row = elements(elements(element).get(0)).get(0);
        if (row.getTagName().equals("tbody")) {
            row = elements(row).get(0);
        }
        List<Element> cells = elements(row);
        int start = chapter.position();
        chapter.words(cells.get(0).getTextContent().strip() + ": ");
        chapter.span(start, Look.STRONG, null);
        Kind before = inside;
        inside = Kind.NOTE;
        if (elements(cells.get(1)).isEmpty()) {
            paragraph(cells.get(1), Kind.NOTE);
        } else {
            children(cells.get(1));
        }
        inside = before;
    }

    private void paragraph(Element element, Kind kind) throws IOException {
        int hanging = bullet.length();
        chapter.verbatim(bullet);
        inline(element);
        chapter.endLine(new Line(hanging > 0 ? Kind.ITEM : kind, level, hanging, first));
        bullet = "";
        first = true;
    }

    private void list(Element list) throws IOException {
        level++;
        int number = 1;
        for (Element item : elements(list)) {
            bullet = list.getTagName().equals("ul") ? BULLET : number++ + ".  ";
            children(item);
        }
        level--;
    }

    private void definitions(Element list) throws IOException {
        for (Element item : elements(list)) {
            anchor(item);
            if (item.getTagName().equals("dt")) {
                paragraph(item, Kind.TERM);
                first = false;
            } else {
                level++;
                children(item);
                level--;
                first = true;
            }
        }
    }

    private void code(Element element) {
        boolean begins = true;
        for (String line : element.getTextContent().split("\n", -1)) {
            chapter.verbatim(line);
            chapter.endLine(new Line(Kind.CODE, level, 0, begins));
            begins = false;
        }
        first = true;
    }

    /** Columns are separated by tabs. */
    private void table(Element element) throws IOException {
        for (Element part : elements(element)) {
            switch (part.getTagName()) {
                case "caption" -> paragraph(part, Kind.TERM);
                case "colgroup" -> first = true;
                case "thead", "tbody", "tfoot" -> rows(part);
                default -> throw new IOException("A table has <" + part.getTagName() + ">, which is not known");
            }
        }
    }

    private void rows(Element part) throws IOException {
        for (Element row : elements(part)) {
            String separator = "";
            for (Element cell : elements(row)) {
                chapter.verbatim(separator);
                separator = "\t";
                inline(cell);
            }
            boolean head = part.getTagName().equals("thead");
            chapter.endLine(new Line(head ? Kind.TABLE_HEAD : Kind.TABLE_ROW, level, 0, first));
            first = false;
        }
        first = true;
    }

    private void picture(Element element) {
        chapter.picture(element.getAttribute("src"), element.getAttribute("alt"));
        chapter.endLine(new Line(Kind.PICTURE, level, 0, true));
    }

    private void inline(Element parent) throws IOException {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                inlineElement(element);
            } else if (node.getNodeType() == Node.TEXT_NODE) {
                chapter.words(node.getNodeValue());
            }
        }
    }

    private void inlineElement(Element element) throws IOException {
        anchor(element);
        int start = chapter.position();
        switch (element.getTagName()) {
            case "code" -> look(element, start, Look.CODE);
            case "strong", "b" -> look(element, start, Look.STRONG);
            case "em", "i" -> look(element, start, Look.EMPHASIS);
            case "p", "span", "sup", "sub" -> inline(element);
            case "br" -> chapter.words(" ");
            case "a" -> {
                inline(element);
                String target = element.getAttribute("href");
                if (target.startsWith("#")) {
                    chapter.span(start, Look.LINK, target.substring(1));
                }
            }
            default -> throw new IOException("A text has <" + element.getTagName() + ">, which is not known");
        }
    }

    private void look(Element element, int start, Look look) throws IOException {
        inline(element);
        chapter.span(start, look, null);
    }
}
