package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The conversions of a server as {@code virt-p2v-fleet status} tells them; there may be others on this machine. */
final class FleetStatus {

    private FleetStatus() {
    }

    /** All that root can see, by their guests. */
    static Map<String, JsonObject> of(LabServer server) throws Exception {
        Process process = new ProcessBuilder(Checkout.PRODUCT.resolveSibling("virt-p2v-fleet").toString(), "status",
                "--server", "root@127.0.0.1:" + server.port(), "-i", server.identity(), "--host-key",
                server.fingerprint(), "--json").redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        JsonObject told = JsonParser.parseString(output).getAsJsonObject().getAsJsonArray("servers").get(0)
                .getAsJsonObject();
        assertThat(told.get("reachable").getAsBoolean()).as(output).isTrue();
        Map<String, JsonObject> runs = new HashMap<>();
        for (JsonElement run : told.getAsJsonArray("runs")) {
            runs.put(run.getAsJsonObject().get("guest").getAsString(), run.getAsJsonObject());
        }
        return runs;
    }

    /** That of one guest; without members when there is none. */
    static JsonObject of(LabServer server, String guest) throws Exception {
        return of(server).getOrDefault(guest, new JsonObject());
    }
}
