"""What QEMU's disks are made of, and their names."""

from typing import Dict, List

from .config import Config, Disk
from .files import EXPORT

# For which QEMU waits when the relay's connection is lost: it is on the same machine.
RECONNECT_SECONDS = 30


def nodes_of(disk: Disk, backed: bool) -> List[Dict[str, object]]:
    """The overlay, and below it the machine's disk, unless it has all: what it says of that itself may be too early."""
    server = {"type": "inet", "host": "127.0.0.1", "port": str(disk.port)}
    source = {"driver": "nbd", "server": server, "export": EXPORT, "reconnect-delay": RECONNECT_SECONDS}
    file = {"driver": "file", "filename": disk.overlay, "discard": "unmap"}
    overlay = {"driver": "qcow2", "node-name": overlay_node(disk), "discard": "unmap", "file": file}  # type: Dict[str, object]
    if not backed:
        return [overlay]
    overlay["backing"] = source_node(disk)
    return [{"driver": "raw", "node-name": source_node(disk), "read-only": True, "file": source}, overlay]


def node_of_raw(disk: Disk, config: Config) -> Dict[str, object]:
    discard = "ignore" if config.preallocated else "unmap"
    file = {"driver": "file", "filename": disk.path, "discard": discard}
    return {"node-name": raw_node(disk), "driver": "raw", "discard": discard, "file": file}


def source_node(disk: Disk) -> str:
    return "source{}".format(disk.number)


def overlay_node(disk: Disk) -> str:
    return "overlay{}".format(disk.number)


def raw_node(disk: Disk) -> str:
    return "raw{}".format(disk.number)


def job_of(disk: Disk) -> str:
    return "disk{}".format(disk.number)
