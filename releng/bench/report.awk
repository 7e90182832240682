# Turns the lines of releng/bench/tunnel into its report: NAME MICROSECONDS CLIENT-TICKS SSHD-TICKS NBD-TICKS
# LINE-BYTES, NAME reading|sending SECONDS, NAME connections N, or NAME-first SECONDS. Variables: bytes of one copy, hertz
# (ticks of a second), goal and line_goal (of the ratios of ours, and of the relay, to ssh's default cipher; without a value
# there is none), rekey_goal (of the ratio with new keys to that without, or nothing), figures (a file, or nothing), copied
# (what was, in words) and connections (what was measured of them, between commas).

function sort(list, n,    i, j, x) {
    for (i = 2; i <= n; i++) {
        x = list[i]
        for (j = i - 1; j > 0 && list[j] > x; j--) list[j + 1] = list[j]
        list[j + 1] = x
    }
}

# the statistic of what was measured, of one name: rate in MB/s, cpu in s/GB
function summary(what, name,    i, list, n) {
    n = count[what, name]
    for (i = 1; i <= n; i++) list[i] = value[what, name, i]
    sort(list, n)
    least = list[1]
    most = list[n]
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

function note(what, name, x) {
    value[what, name, ++count[what, name]] = x
}

function row(name, label,    rate) {
    if (!count["rate", name]) return
    rate = summary("rate", name)
    printf "%-34s %6.0f %6.0f %6.0f   %8.2f %8.2f %10.2f", label, rate, least, most, summary("client", name),
        summary("sshd", name), summary("nbd", name)
    printf summary("line", name) ? " %8.3f\n" : "\n", summary("line", name)
}

function where(name, label) {
    if (count["reading", name]) printf "%-34s %.2f s/GB until the data was there, %.2f s/GB to send it\n", label,
        summary("reading", name), summary("sending", name)
}

# one ratio for each round, as the machine's speed changes between rounds
function ratio(what, a, b, label, goal,    i, n, median) {
    n = count[what, a] < count[what, b] ? count[what, a] : count[what, b]
    if (!n) return 0
    count["ratio", label] = 0
    for (i = 1; i <= n; i++) note("ratio", label, value[what, a, i] / value[what, b, i])
    median = summary("ratio", label)
    printf "%-48s %5.2f  (%.2f to %.2f)%s\n", label, median, least, most, goal == "" ? "" : sprintf(", goal %.2f", goal)
    return median
}

# a ratio of the relay, which is also for the table of figures
function figure(a, b, label, goal,    median) {
    median = ratio("rate", a, b, label, goal)
    if (figures != "" && median && goal != "")
        printf "%s (%s)\tat least %.2f\t%.2f, %.2f to %.2f\t%s\n", label, copied, goal, median, least, most,
            median >= goal ? "passed" : "FAILED" >> figures
}

NF == 2 { note("rate", $1, 1000 / $2); next }

$2 == "connections" { note($2, $1, $3); next }

NF == 3 { note($2, $1, $3 / bytes * 1e9); next }

{
    note("rate", $1, bytes / $2)
    note("client", $1, $3 / hertz / bytes * 1e9)
    note("sender", $1, ($3 + ($1 ~ /^relay/ ? 0 : $5)) / hertz / bytes * 1e9)
    note("sshd", $1, $4 / hertz / bytes * 1e9)
    note("nbd", $1, $5 / hertz / bytes * 1e9)
    note("line", $1, $6 / 1e9)
}

END {
    printf "\n%-34s %6s %6s %6s   %8s %8s %10s %8s\n", "", "MB/s", "least", "most", "CPU s/GB", "sshd", "NBD, relay",
        "GB sent"
    row("ours", "ours, new process")
    row("ours-warm", "ours, same process again")
    row("relay", "ours and the relay, new process")
    row("relay-warm", "ours and the relay, again")
    for (i = 1; i <= split(connections, numbers, ","); i++) {
        row("relay-" numbers[i], "connections=" numbers[i] ", new process")
        row("relay-" numbers[i] "-warm", "connections=" numbers[i] ", again")
    }
    row("rekey", "RekeyLimit 16M, relay, new process")
    row("rekey-warm", "RekeyLimit 16M, relay, again")
    row("unwatched", "ours without watching, new process")
    row("unwatched-warm", "ours without watching, again")
    row("ssh", "ssh -R, default cipher")
    row("gcm", "ssh -R, aes128-gcm")
    print ""
    where("ours", "ours, new process")
    where("ours-warm", "ours, same process again")
    print ""
    figure("relay", "ours", "with the relay / without", line_goal == "" ? 0.9 : "")
    figure("relay-warm", "ours-warm", "with the relay / without, again", line_goal == "" ? 0.9 : "")
    for (i = 1; i in numbers; i++) {
        if (numbers[i] == 1) continue
        name = "relay-" numbers[i]
        ratio("rate", name, "relay-1", "connections=" numbers[i] " / 1", numbers[i] == "auto" ? 0.97 : "")
        ratio("rate", name "-warm", "relay-1-warm", "connections=" numbers[i] " / 1, again",
            numbers[i] == "auto" ? 0.97 : "")
        if (count["connections", name "-warm"]) {
            summary("connections", name "-warm")
            printf "%-48s %d to %d\n", "connections that there were at most, " numbers[i], least, most
        }
    }
    figure("rekey", "relay", "RekeyLimit 16M / without", rekey_goal)
    figure("rekey-warm", "relay-warm", "RekeyLimit 16M / without, again", rekey_goal)
    figure("relay", "ssh", "with the relay / ssh default", line_goal)
    ratio("rate", "ours", "ssh", "ours / ssh default", goal)
    ratio("rate", "ours", "gcm", "ours / ssh aes128-gcm", 1.25)
    ratio("rate", "ours-warm", "ssh", "ours again / ssh default", 2.20)
    ratio("rate", "ours-warm", "gcm", "ours again / ssh aes128-gcm", 1.45)
    ratio("rate", "ours-first", "ours-warm", "first GB / same process again", 0.85)
    ratio("sender", "ours-warm", "ssh", "CPU of the sender: ours again / ssh default", goal == 1.8 ? 0.41 : "")
    ratio("sender", "ours-warm", "gcm", "CPU of the sender: ours again / aes128-gcm", goal == 1.8 ? 0.65 : "")
    ratio("rate", "ours", "unwatched", "rate: ours / without watching", 0.97)
    ratio("rate", "ours-warm", "unwatched-warm", "rate, again: ours / without watching", 0.97)
    ratio("client", "ours-warm", "unwatched-warm", "CPU, again: ours / without watching", 1.03)
}
