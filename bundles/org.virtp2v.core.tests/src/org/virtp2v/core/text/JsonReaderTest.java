package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Seeds;

class JsonReaderTest {

    @Test
    void readsWhatIsWritten() {
        Json json = Json.object().with("text", "a\"b\\c\n\u2028 é 😀").with("number", -12L).with("none", null)
                .with("yes", true).with("no", false).with("list", Arrays.asList(1, "x", null, List.of()))
                .with("object", Json.object().with("a", Json.object()));
        assertThat(JsonReader.object(json.toString())).containsEntry("text", "a\"b\\c\n\u2028 é 😀")
                .containsEntry("number", new BigDecimal(-12)).containsEntry("none", null).containsEntry("yes", true)
                .containsEntry("no", false)
                .containsEntry("list", Arrays.asList(BigDecimal.ONE, "x", null, List.of()))
                .containsEntry("object", Map.of("a", Map.of()));
    }

    @Test
    void takesSpaceAndEveryEscape() {
        assertThat(JsonReader.object(" {\r\n\t\"a\" : [ 1.5e3 , \"\\b\\f\\n\\r\\t\\/\\u00e9\" ] } "))
                .isEqualTo(Map.of("a", List.of(new BigDecimal("1.5e3"), "\b\f\n\r\t/é")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "[]", "1", "{", "{}x", "{} {}", "{a:1}", "{'a':1}", "{\"a\"}", "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":NaN}", "{\"a\":tru}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12\"}", "{\"a\":\"", "{\"a\":[1 2]}", "{\"a\":1,\"a\":2}", "{\"a\":1}//", "{\"a\":1 \u0000}" })
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonReader.object(text));
    }

    @Test
    void refusesWhatIsNestedDeeply() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonReader.object("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)));
    }

    /** Text with a mistake anywhere ends with an answer or the one exception. */
    @Test
    void survivesMistakes() {
        String right = Json.object().with("a", List.of(1, "x\\u", Json.object().with("b", null))).toString();
        Random random = Seeds.random();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(right);
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            try {
                assertThat(JsonReader.object(text.substring(random.nextInt(2)))).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("not JSON");
            }
        }
    }
}
