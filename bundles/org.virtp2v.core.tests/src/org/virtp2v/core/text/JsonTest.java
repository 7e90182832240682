package org.virtp2v.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.virtp2v.core.testing.Seeds;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

/** What is written is read back by Gson, whose parser is lenient only where asked to be. */
class JsonTest {

    private static JsonElement read(Json json) {
        return JsonParser.parseString(json.toString());
    }

    @Test
    void writesEveryKindOfValueInOrderOnOneLine() {
        var map = new LinkedHashMap<String, Object>();
        map.put("k", 1);
        map.put("l", List.of());
        Json json = Json.object().with("a", "x").with("b", 1L << 60).with("c", 0.5).with("d", true).with("e", null)
                .with("f", Arrays.asList(1, "y", null, Json.object())).with("g", map).with("h", Double.NaN)
                .with("i", Float.POSITIVE_INFINITY);
        assertThat(json).hasToString("{\"a\":\"x\",\"b\":1152921504606846976,\"c\":0.5,\"d\":true,\"e\":null,"
                + "\"f\":[1,\"y\",null,{}],\"g\":{\"k\":1,\"l\":[]},\"h\":null,\"i\":null}");
        assertThat(read(json).getAsJsonObject().get("b").getAsLong()).isEqualTo(1L << 60);
        assertThat(Json.object()).hasToString("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "\"", "\\", "\\u0041", "a\nb\r\t\0\u007f\u0085\u2028\u2029",
            "\u001b[0;32mOpening\u001b[0m",
            "Größe – 日本 \uD83D\uDE00", "</script>", "\b\f" })
    void stringsComeBackUnchanged(String text) {
        Json json = Json.object().with(text, text);
        assertThat(read(json).getAsJsonObject().get(text).getAsString()).isEqualTo(text);
        assertThat(json.toString().codePoints())
                .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029);
    }

    @Test
    void anyStringComesBackUnchanged() {
        Random random = Seeds.random();
        for (int i = 0; i < 2000; i++) {
            List<Character> characters = new ArrayList<>();
            for (int n = random.nextInt(20); n > 0; n--) {
                characters.add((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536)));
            }
            var text = new StringBuilder();
            characters.forEach(text::append);
            assertThat(read(Json.object().with("s", text)).getAsJsonObject().get("s").getAsString())
                    .isEqualTo(text.toString());
        }
    }

    @Test
    void halvesOfCharactersDoNotBreakTheEncoding() {
        assertThat(Json.object().with("s", "a\uD83D")).hasToString("{\"s\":\"a\\ud83d\"}");
        assertThat(Json.object().with("s", "\uDE00b")).hasToString("{\"s\":\"\\ude00b\"}");
    }
}
