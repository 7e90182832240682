package org.virtp2v.ssh.internal.slot;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.failure.ConnectionException;
import org.virtp2v.core.failure.ServerException;
import org.virtp2v.core.failure.ServerException.Reason;
import org.virtp2v.core.server.RunSlot;
import org.virtp2v.core.server.ServerAccess;
import org.virtp2v.core.server.ServerLoad;
import org.virtp2v.core.server.ServerLogin;
import org.virtp2v.core.server.SlotRequest;
import org.virtp2v.core.text.BashScript;
import org.virtp2v.core.text.Messages;
import org.virtp2v.ssh.internal.blocking.Deadline;
import org.virtp2v.ssh.internal.script.BoundedText;
import org.virtp2v.ssh.internal.script.RemoteScript;
import org.virtp2v.ssh.internal.script.RemoteShell;

/**
 * Asks a server how busy it is, and for a slot. {@code slots.sh} says what a slot is there.
 *
 * @param limit
 *            for each question
 */
public record Slots(ServerLogin login, Duration limit) {
    private static final Messages TEXT = Messages.beside(Slots.class);
    private static final BashScript LOAD = script("load.sh");
    private static final BashScript TAKE = script("slot.sh");
    private static final BashScript LEAVE = script("leave.sh");
    private static final Pattern LOAD_AVERAGE = Pattern.compile("\\d{1,6}(\\.\\d{1,4})?");
    private static final Pattern FILE = Pattern.compile("/[!-~]{1,4000}");
    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_ANSWER = 8192;
    /**
     * A machine of which nothing was heard for so long holds no slot any more. The run takes it over before that: from
     * a slot to the start of its run it takes some seconds.
     */
    static final Duration SILENCE = Duration.ofSeconds(120);

    private static BashScript script(String name) {
        return BashScript.beside(Slots.class, name).including(Slots.class, "slots.sh").with("queue_seconds",
                ServerAccess.QUEUE_SECONDS);
    }

    private static BashScript with(@Nullable SlotRequest request, BashScript script) {
        return script.with("slot_id", request == null ? "" : request.id()).with("slot_guest",
                request == null ? "" : BoundedText.excerpt(request.guest(), LONGEST_REASON));
    }

    /**
     * How busy it is; queues the machine that wants a slot.
     *
     * @param request
     *            the wish for a slot; null: there is none
     * @param storage
     *            absolute path of the directory that is written to; null: there is none
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not tell, or has no slots
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public ServerLoad load(RemoteShell shell, @Nullable SlotRequest request, @Nullable String storage)
            throws ConnectionException, ServerException, InterruptedException {
        BashScript script = with(request, LOAD).with("storage", storage == null ? "" : storage);
        return parse(shell.run("cat /proc/loadavg", script, List.of(), limit).output());
    }

    ServerLoad parse(String output) throws ServerException {
        Map<String, String> told = new HashMap<>();
        output.lines().map(line -> line.split(" ", 2)).filter(line -> line.length == 2)
                .forEach(line -> told.put(line[0], line[1]));
        String cannot = told.get("cannot");
        if (cannot != null) {
            throw cannot(cannot);
        }
        Long processors = BoundedText.number(told.getOrDefault("processors", ""));
        String load = told.getOrDefault("load", "");
        if (processors == null || processors == 0 || !LOAD_AVERAGE.matcher(load).matches()) {
            throw new ServerException(Reason.NOT_UNDERSTOOD, TEXT.get("load.notTold", login.address()), null);
        }
        String[] slots = told.getOrDefault("slots", "0 0").split(" ");
        int held = small(slots[0]);
        int conversions = Math.max(held, small(told.getOrDefault("virt-v2v", "")));
        return new ServerLoad((int) Math.min(processors, Integer.MAX_VALUE), Double.parseDouble(load), conversions,
                held, slots.length == 2 ? small(slots[1]) : 0, BoundedText.number(told.getOrDefault("free", "")));
    }

    private static int small(String text) {
        Long number = BoundedText.number(text);
        return number == null ? 0 : (int) Math.min(number, 1_000_000);
    }

    /**
     * Takes a slot.
     *
     * @param end
     *            closes the connection of the shell; the slot does that at its end, when there is one
     * @return null: there is none
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server has no slots
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public @Nullable RunSlot take(RemoteShell shell, SlotRequest request, Runnable end)
            throws ConnectionException, ServerException, InterruptedException {
        RemoteScript script = shell.attend(
                with(request, TAKE).with("slot_limit", request.limit()).with("silence", SILENCE.toSeconds()));
        boolean taken = false;
        try {
            String answer = firstLine(script, Deadline.in(limit));
            if (answer.startsWith("taken ") && FILE.matcher(answer.substring(6)).matches()) {
                taken = true;
                return new HeldSlot(script, answer.substring(6), end);
            }
            if (answer.equals("full")) {
                return null;
            }
            throw cannot(answer.replaceFirst("^cannot ", ""));
        } finally {
            if (!taken) {
                script.close();
            }
        }
    }

    private String firstLine(RemoteScript script, Deadline deadline)
            throws ConnectionException, ServerException, InterruptedException {
        try {
            StringBuilder line = new StringBuilder();
            for (byte[] piece = script.read(deadline); piece != null; piece = script.read(deadline)) {
                line.append(new String(piece, StandardCharsets.UTF_8));
                if (line.indexOf("\n") >= 0 || line.length() > LONGEST_ANSWER) {
                    return line.toString().lines().findFirst().orElse("");
                }
            }
            script.end(deadline);
            return line.toString().strip();
        } catch (TimeoutException e) {
            throw new ServerException(Reason.TIMEOUT, TEXT.get("slot.timeout", login.address()), e);
        }
    }

    private ServerException cannot(String why) {
        return new ServerException(Reason.CANNOT_WRITE,
                TEXT.get("slot.cannot", login.address(), BoundedText.excerpt(why, LONGEST_REASON)), null);
    }

    /**
     * Leaves the queue.
     *
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when the server does not do it
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    public void leave(RemoteShell shell, SlotRequest request)
            throws ConnectionException, ServerException, InterruptedException {
        shell.run("rm", with(request, LEAVE), List.of(), limit);
    }
}
