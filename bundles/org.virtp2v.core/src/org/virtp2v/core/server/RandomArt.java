package org.virtp2v.core.server;

import java.util.Base64;
import java.util.Locale;

/**
 * Draws fingerprints as OpenSSH does, so that a person can compare two at a glance: a bishop wanders over a board, two
 * bits of the hash a step, and every field shows how often he was there. See "The drunken bishop: An analysis of the
 * OpenSSH fingerprint visualization algorithm" (Loss, Limmer, von Gernler, 2009).
 */
final class RandomArt {
    private static final int WIDTH = 17;
    private static final int HEIGHT = 9;
    private static final String VISITS = " .o+=*BOX@%&#/^";
    private static final char START = 'S';
    private static final char END = 'E';
    private static final String PREFIX = "SHA256:";

    private RandomArt() {
    }

    static String draw(HostKey key) {
        byte[] hash = Base64.getDecoder().decode(key.fingerprint().substring(PREFIX.length()));
        char[][] board = wander(hash);
        StringBuilder art = new StringBuilder(frame(title(key)));
        for (int y = 0; y < HEIGHT; y++) {
            art.append("\n|");
            for (int x = 0; x < WIDTH; x++) {
                art.append(board[x][y]);
            }
            art.append('|');
        }
        return art.append('\n').append(frame("[SHA256]")).toString();
    }

    private static char[][] wander(byte[] hash) {
        int[][] visits = new int[WIDTH][HEIGHT];
        int x = WIDTH / 2;
        int y = HEIGHT / 2;
        for (byte b : hash) {
            for (int pair = 0; pair < 4; pair++) {
                int step = b >> 2 * pair & 3;
                x = Math.clamp(x + ((step & 1) != 0 ? 1 : -1), 0, WIDTH - 1);
                y = Math.clamp(y + ((step & 2) != 0 ? 1 : -1), 0, HEIGHT - 1);
                visits[x][y]++;
            }
        }
        char[][] board = new char[WIDTH][HEIGHT];
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < HEIGHT; j++) {
                board[i][j] = VISITS.charAt(Math.min(visits[i][j], VISITS.length() - 1));
            }
        }
        board[WIDTH / 2][HEIGHT / 2] = START;
        board[x][y] = END;
        return board;
    }

    /** {@code [ED25519 256]}; without the size when that would be too long. */
    private static String title(HostKey key) {
        String type = key.type();
        String name = type.startsWith("ecdsa") ? "ECDSA" : type.replaceFirst("^ssh-", "").toUpperCase(Locale.ROOT);
        String title = "[" + name + " " + key.bits() + "]";
        return title.length() <= WIDTH ? title : "[" + name.substring(0, Math.min(name.length(), WIDTH - 2)) + "]";
    }

    private static String frame(String title) {
        int before = (WIDTH - title.length()) / 2;
        return "+" + "-".repeat(before) + title + "-".repeat(WIDTH - before - title.length()) + "+";
    }
}
