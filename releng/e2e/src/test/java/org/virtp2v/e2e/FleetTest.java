package org.virtp2v.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;

/** A conversion as others see it: those who look at its server, and those who are told. */
@Timeout(180)
class FleetTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** Copies until it may fail. */
    private static final String VIRT_V2V = """
            #!/bin/bash
            case $* in
              *--version*) echo virt-v2v 2.2.0; exit ;;
              *--machine-readable*) printf '%%s\\n' libguestfs-rewrite input:libvirtxml output:local output:qemu; exit ;;
            esac
            echo '[   0.0] Setting up the source'
            echo '[   1.0] Copying disk 1/1'
            until [ -e %1$s/go ]; do sleep 0.2; done
            echo 'virt-v2v: error: it burns' >&2
            exit 1
            """;
    @TempDir
    Path work;
    private Path image;
    private Path program;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeADisk() throws Exception {
        image = Files.write(work.resolve("disk.img"), new byte[1 << 20]);
        program = work.resolve("virt-v2v-stand-in");
        Checkout.program(program, VIRT_V2V.formatted(work));
    }

    private HttpServer hook() throws Exception {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            signatures.add(exchange.getRequestHeaders().getFirst("X-Virt-P2V-Signature"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        return hook;
    }

    private JsonObject await(LabServer server, String guest, String state) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonObject run = FleetStatus.of(server, guest);
        while (!run.has("state") || !run.get("state").getAsString().equals(state)
                || run.get("detail").getAsString().isEmpty()) {
            assertThat(System.nanoTime()).as(run.toString()).isLessThan(end);
            run = FleetStatus.of(server, guest);
        }
        return run;
    }

    @Test
    void isSeenOnItsServerAndTellsAWebServer() throws Exception {
        String guest = "fleet-" + ProcessHandle.current().pid();
        HttpServer hook = hook();
        try (LabServer server = LabServer.start("--virt-v2v", program.toString())) {
            String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook";
            Product product = Product.start(work, List.of(), server.asRoot() + " p2v.name=" + guest
                    + " p2v.o=local p2v.os=" + Files.createDirectory(work.resolve("output")) + " p2v.post= p2v.notify="
                    + url + " p2v.notify.secret=k3y", List.of(image));
            product.awaitOutput("Copying disk 1/1", LIMIT);
            JsonObject running = await(server, guest, "running");
            assertThat(running.get("percent").getAsInt()).isZero();
            assertThat(running.get("heartbeatSeconds").getAsInt()).isLessThan(30);

            Files.createFile(work.resolve("go"));
            Product.Result result = product.end(LIMIT);
            assertThat(result.code()).as(result.output()).isEqualTo(4);
            assertThat(await(server, guest, "failed").get("detail").getAsString()).contains("it burns");
        } finally {
            hook.stop(0);
        }
        JsonObject last = JsonParser.parseString(bodies.getLast()).getAsJsonObject();
        assertThat(last.get("event").getAsString()).isEqualTo("result");
        assertThat(last.get("outcome").getAsString()).isEqualTo("failed");
        assertThat(last.get("guest").getAsString()).isEqualTo(guest);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("k3y".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(signatures.getLast()).isEqualTo("sha256="
                + HexFormat.of().formatHex(mac.doFinal(bodies.getLast().getBytes(StandardCharsets.UTF_8))));
    }
}
