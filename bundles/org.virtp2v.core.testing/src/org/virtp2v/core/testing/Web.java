package org.virtp2v.core.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Just enough of a web server: the files of a directory, and names that stand for answers: {@code forbidden},
 * {@code broken}, {@code redirect/NAME}. What is posted to {@code hook} is kept.
 */
public final class Web implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Path root;

    /**
     * @param root
     *            its directory
     */
    public Web(Path root) throws IOException {
        this.root = root;
        Thread.ofVirtual().name("web").start(this::serve);
    }

    /**
     * Something that was posted.
     *
     * @param headers
     *            by their names in lower case
     */
    public record Posted(Map<String, String> headers, String body) {
    }

    /** What was posted to {@code hook}, in that order. */
    public final List<Posted> posted = new CopyOnWriteArrayList<>();

    /** The URL of a file. */
    public String url(String name) {
        return "http://127.0.0.1:" + listening.getLocalPort() + "/" + name;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                String name = in.readLine().split(" ")[1].substring(1);
                Map<String, String> headers = new HashMap<>();
                for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    String[] header = line.split(": *", 2);
                    headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
                }
                char[] body = new char[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
                for (int i = 0; i < body.length; i++) {
                    body[i] = (char) in.read();
                }
                if (name.equals("hook")) {
                    posted.add(new Posted(headers, new String(new String(body).getBytes(StandardCharsets.ISO_8859_1),
                            StandardCharsets.UTF_8)));
                }
                socket.getOutputStream().write(answer(name));
            } catch (IOException | RuntimeException e) {
                // the next one, please
            }
        }
    }

    private byte[] answer(String name) throws IOException {
        if (name.startsWith("redirect/")) {
            return head("302 Found\r\nLocation: /" + name.substring("redirect/".length()));
        }
        return switch (name) {
            case "forbidden" -> head("403 Forbidden");
            case "hook" -> head("204 No Content");
            case "broken" -> head("500 Internal Server Error");
            default -> Files.exists(root.resolve(name)) ? found(Files.readAllBytes(root.resolve(name)))
                    : head("404 Not Found");
        };
    }

    private static byte[] head(String status) {
        return ("HTTP/1.1 " + status + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] found(byte[] content) {
        byte[] head = head("200 OK");
        byte[] answer = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, answer, head.length, content.length);
        return answer;
    }
}
