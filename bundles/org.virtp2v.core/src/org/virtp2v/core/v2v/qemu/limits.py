"""Sizes and times: what is read, kept and waited for at most."""

MIB = 1 << 20
PNG_BYTES = MIB
# Larger than any screen of a standard VGA, whose memory has 16 MiB.
SCREEN_PIXELS = 16 * MIB
METADATA_BYTES = 4 * MIB
# QEMU's own messages, and a line of its monitor or of the guest agent.
MESSAGES_BYTES = 4096
LINE_BYTES = MIB
LINE_CHARACTERS = 200

PICTURE_SECONDS = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
PICTURES_LATER_SECONDS = 60.0
QMP_SECONDS = 60.0
COMMAND_SECONDS = 60.0
