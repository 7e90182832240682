"""Sizes and times: what is buffered, asked for and waited for at most. They hold for the relay as a whole."""

MIB = 1 << 20
# What is buffered for all disks: replies that have not gone to virt-v2v yet, and what is read ahead.
MEMORY_BYTES = 64 * MIB
# Of it, what read-ahead may use; the rest is for what virt-v2v waits for.
AHEAD_SHARE = 0.6
# What one connection of virt-v2v may have asked for and not taken yet.
FRONT_BYTES = 32 * MIB
FRONT_REQUESTS = 1024
FRONTS = 64
# What waits to be sent on a connection, in pieces, before nothing more is read from it: a client that only asks.
OUT_ITEMS = 4 * FRONT_REQUESTS
# Even when all memory is used, a connection gets the answer to one request of this size at a time, so none starves.
ALWAYS_BYTES = 2 * MIB
# As large as the requests of nbdcopy and nbdkit; the buffers that are used again have this size.
BLOCK_BYTES = 256 * 1024
# Shorter replies are copied: a pipe takes calls of its own. How many pipes there are at most, and what each can hold; all
# of them are less than what the kernel gives to one user who is not root (/proc/sys/fs/pipe-user-pages-soft).
PIPED_BYTES = 64 * 1024
PIPES = 48
PIPE_BYTES = 512 * 1024
# A longer read is divided, so that several channels carry it.
ASK_BYTES = 512 * 1024
# RFC 4254's window, as sshd grants it to each channel: more is never under way from the machine on one.
WINDOW_BYTES = 2 * MIB
# What is asked for on one channel at most: more than the window, so that it never runs dry.
CHANNEL_BYTES = 2 * WINDOW_BYTES
CHANNEL_AHEAD_BYTES = CHANNEL_BYTES - WINDOW_BYTES // 2
CHANNELS = 16
# Of a long line, from the beginning.
FIRST_CHANNELS = 6
AHEAD_LEAST_BYTES = 8 * MIB
# On a line that is shorter, 16 requests of 256 KiB under way are 1 GB/s: nothing is gained by more of them.
SHORT_LINE_SECONDS = 0.004
HANDSHAKE_SECONDS = 30.0
RETRY_SECONDS = (0.0, 0.1, 0.2, 0.5, 1.0)
# Until one more channel is tried again that could not be opened while others work.
MORE_SECONDS = 5.0
# After that time what a connection has been asked is asked of another one that answers.
SILENT_SECONDS = 5.0
# A running guest's requests wait so long for an answer of any kind, and at most so long where that was too short.
GUEST_SECONDS, GUEST_MOST_SECONDS = 20.0, 600.0
TICK_SECONDS = 0.1
LOOK_SECONDS = 1.0
LOG_BYTES = 512 * 1024
