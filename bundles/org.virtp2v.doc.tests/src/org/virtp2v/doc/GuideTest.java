package org.virtp2v.doc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class GuideTest {
    private Document page;

    @BeforeEach
    void read() throws Exception {
        try (InputStream file = Guide.open(Guide.PAGE)) {
            page = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
        }
    }

    private List<String> attributes(String element, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList found = page.getElementsByTagName(element);
        for (int i = 0; i < found.getLength(); i++) {
            String value = ((Element) found.item(i)).getAttribute(attribute);
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }

    private static String text(String name) throws IOException {
        try (InputStream file = Guide.open(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void hasWhatItsLinksLeadTo() {
        List<String> ids = attributes("*", "id");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(attributes("a", "href")).isNotEmpty().filteredOn(link -> link.startsWith("#"))
                .allSatisfy(link -> assertThat(ids).contains(link.substring(1)));
    }

    @Test
    void hasItsPicturesWithDescriptions() throws IOException {
        List<String> pictures = attributes("img", "src");
        assertThat(pictures).isNotEmpty();
        for (String picture : pictures) {
            Guide.open(picture).close();
        }
        assertThat(attributes("img", "alt")).hasSameSizeAs(pictures);
    }

    @Test
    void needsNothingFromElsewhere() throws IOException {
        assertThat(attributes("script", "src")).isEmpty();
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        for (String sheet : attributes("link", "href")) {
            assertThat(text(sheet.replaceFirst("^\\./", ""))).doesNotContain("://", "@import");
        }
        assertThat(attributes("img", "src")).allMatch(name -> !name.contains(":"));
    }

    @Test
    void isReproducible() throws IOException {
        assertThat(text(Guide.PAGE)).doesNotContain("Last updated");
    }

    @Test
    void namesWhatItDoesNotHave() {
        assertThatExceptionOfType(FileNotFoundException.class).isThrownBy(() -> Guide.open("nothing.png"))
                .withMessageContaining("nothing.png");
    }
}
