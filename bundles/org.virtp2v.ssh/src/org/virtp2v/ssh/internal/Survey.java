package org.virtp2v.ssh.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.virtp2v.core.server.ConnectionException;
import org.virtp2v.core.server.ServerException;
import org.virtp2v.core.server.ServerFacts;
import org.virtp2v.core.server.ServerFacts.Place;
import org.virtp2v.core.server.ServerFacts.State;
import org.virtp2v.core.server.SurveyRequest;

/**
 * Finds the facts about the server with one script, which makes nothing and changes nothing. It prints each fact as it
 * knows it, the doubtful ones last: what has not come in time, as of a file system that hangs, is unknown.
 */
final class Survey {
    /* Lines are KIND [WORDS]; what was asked for is named by its number, so nothing has to be quoted. */
    private static final String SCRIPT = """
            {
            echo "clock $(date +%%s)"
            place() { # kind path
                local p=$2 parent
                if [ -d "$p" ]; then
                    if [ -w "$p" ] && [ -x "$p" ]; then echo "$1 WRITABLE"; else echo "$1 NOT_WRITABLE"; fi
                    local free size
                    # f_bavail and f_bsize of statfs(2)
                    read -r free size < <(timeout -k 1 3 stat -f -c '%%a %%S' -- "$p" 2>/dev/null) &&
                        echo "$1-free $((free * size))"
                elif [ -e "$p" ] || [ -L "$p" ]; then
                    echo "$1 NOT_A_DIRECTORY"
                else
                    parent=$p
                    while [ "$parent" != / ] && ! [ -e "$parent" ]; do parent=$(dirname -- "$parent"); done
                    if [ -x "$parent" ]; then echo "$1 MISSING"; else echo "$1 UNREACHABLE"; fi
                fi
            }
            place temporary /tmp
            overlays=${VIRT_V2V_TMPDIR:-${LIBGUESTFS_CACHEDIR:-${TMPDIR:-/var/tmp}}}
            printf 'overlays-name %%s\\n' "${overlays//[[:cntrl:]]/?}"
            place overlays "$overlays"
            PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            tools=(%1$s)
            for i in "${!tools[@]}"; do
                command -v "${tools[i]}" > /dev/null || echo "missing-tool $i"
            done
            echo tools-done
            ask() { # arguments of virsh
                timeout -k 1 3 virsh ${uri:+-c "$uri"} "$@" < /dev/null
            }
            if %2$s && command -v virsh > /dev/null; then
                uri=%3$s pool=%4$s guest=%5$s
                if names=$(ask -q list --all --name 2>/dev/null); then
                    if grep -Fxq -- "$guest" <<< "$names"; then echo "guest true"; else echo "guest false"; fi
                    if facts=$(ask pool-info --bytes "$pool" 2>&1); then
                        while read -r key value; do
                            case $key$value in
                                State:running) echo "storage WRITABLE" ;;
                                State:inactive) echo "storage INACTIVE" ;;
                                Available:*) echo "storage-free $value" ;;
                            esac
                        done <<< "$facts"
                    else
                        case $facts in
                            *"failed to get pool"* | *"pool not found"*) echo "storage MISSING" ;;
                        esac
                    fi
                fi
            fi
            directory=%6$s
            files=(%7$s)
            if [ -n "$directory" ]; then
                place storage "$directory"
                for i in "${!files[@]}"; do
                    if [ -e "${files[i]}" ] || [ -L "${files[i]}" ]; then echo "existing $i"; fi
                done
                echo files-done
            fi
            exit 0
            }
            """;

    private final SurveyRequest request;
    private final InstantSource clock;

    Survey(SurveyRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
    }

    /**
     * Looks around.
     *
     * @param limit
     *            the longest time to spend
     * @throws ConnectionException
     *             when the connection is lost
     * @throws ServerException
     *             when bash cannot be started
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    ServerFacts run(RemoteShell shell, Duration limit)
            throws ConnectionException, ServerException, InterruptedException {
        Deadline deadline = Deadline.in(limit);
        Instant asked = clock.instant();
        Instant answered = asked;
        StringBuilder output = new StringBuilder();
        Utf8Pieces pieces = new Utf8Pieces();
        try (RemoteScript script = shell.start(script(), List.of())) {
            for (byte[] piece = script.read(deadline); piece != null; piece = script.read(deadline)) {
                answered = output.isEmpty() ? clock.instant() : answered;
                output.append(pieces.decode(piece));
            }
            script.end(deadline);
        } catch (TimeoutException e) {
            // What has come until now is what is known.
        }
        return facts(output.toString(), asked.plus(Duration.between(asked, answered).dividedBy(2)));
    }

    /** What bash on the server runs. */
    String script() {
        SurveyRequest.Libvirt libvirt = request.libvirt();
        boolean ask = libvirt != null;
        return SCRIPT.formatted(quoted(request.tools()), ask, quoted(ask ? libvirt.uri() : null),
                quoted(ask ? libvirt.pool() : null), quoted(ask ? libvirt.guest() : null), quoted(request.storage()),
                quoted(request.files()));
    }

    /**
     * Understands what the script printed.
     *
     * @param between
     *            this machine's time when the server's clock was read
     */
    ServerFacts facts(String output, Instant between) {
        Map<String, String> facts = new HashMap<>();
        List<String> existing = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String line : output.substring(0, output.lastIndexOf('\n') + 1).lines().toList()) {
            String[] parts = line.split(" ", 2);
            String value = parts.length == 1 ? "" : parts[1];
            switch (parts[0]) {
                case "existing" -> existing.add(request.files().get(Integer.parseInt(value)));
                case "missing-tool" -> missing.add(request.tools().get(Integer.parseInt(value)));
                default -> facts.put(parts[0], value);
            }
        }
        SurveyRequest.Libvirt libvirt = request.libvirt();
        String storage = libvirt != null ? libvirt.pool() : request.storage() == null ? "" : request.storage();
        String seconds = facts.get("clock");
        // the second that was printed is half over on average
        Duration ahead = seconds == null || seconds.isEmpty() ? null
                : Duration.between(between, Instant.ofEpochSecond(Long.parseLong(seconds)).plusMillis(500));
        return new ServerFacts(place(facts, "temporary", "/tmp"),
                place(facts, "overlays", facts.getOrDefault("overlays-name", "/var/tmp")),
                place(facts, "storage", storage), facts.containsKey("files-done") ? existing : null,
                facts.containsKey("tools-done") ? missing : null,
                facts.containsKey("guest") ? Boolean.valueOf(facts.get("guest")) : null, ahead);
    }

    private static Place place(Map<String, String> facts, String kind, String name) {
        String state = facts.get(kind);
        String free = facts.get(kind + "-free");
        return state == null ? Place.unknown(name)
                : new Place(name, State.valueOf(state), free == null ? null : Long.valueOf(free));
    }

    private static String quoted(List<String> words) {
        return words.stream().map(Survey::quoted).collect(Collectors.joining(" "));
    }

    /** One word of a bash command line that means exactly that text; nothing for null. */
    private static String quoted(@Nullable String text) {
        return text == null ? "''" : "'" + text.replace("'", "'\\''") + "'";
    }
}
