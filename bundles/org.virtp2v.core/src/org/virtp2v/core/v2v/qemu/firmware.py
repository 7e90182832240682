"""The UEFIs that the conversion server has for guests."""

import json
import os
from typing import Dict, List, NamedTuple, Set, Tuple

from .failure import Cannot
from .limits import MIB
from .machine import Machine
from .text import read_bounded

# Descriptions of firmware, as QEMU's docs/interop/firmware.json has them; the last folder is the distribution's.
FIRMWARE_DESCRIPTIONS = ("/etc/qemu/firmware", "/usr/share/qemu/firmware")
# Where there are none: Debian, RHEL, SUSE.
FIRMWARES = (
    ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
    ("/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
    ("/usr/share/edk2/ovmf/OVMF_CODE.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd"),
    ("/usr/share/qemu/ovmf-x86_64-code.bin", "/usr/share/qemu/ovmf-x86_64-vars.bin"),
)

Firmware = NamedTuple("Firmware", [("code", str), ("code_format", str), ("vars", str), ("vars_format", str)])


def format_of(path: str) -> str:
    return "qcow2" if path.endswith(".qcow2") else "raw"


def find_firmware(machine: Machine) -> Firmware:
    """The UEFI that the metadata name, or one like it, and the variables to begin with."""
    code, template = machine.code, machine.template
    if code and os.path.exists(code) and template and os.path.exists(template):
        found = Firmware(code, format_of(code), template, format_of(template))
    else:
        found = fitting_firmware(machine)
    if machine.nvram and os.path.exists(machine.nvram) and os.access(machine.nvram, os.R_OK) and found.code == code:
        found = found._replace(vars=machine.nvram, vars_format=format_of(machine.nvram))
    return found


def fitting_firmware(machine: Machine) -> Firmware:
    described = described_firmwares()
    same = [each for each, _ in described if each.code == machine.code and os.path.exists(each.code)]
    fitting = same or [each for each, secure in described if secure == machine.secure]
    if not fitting and not machine.secure:
        fitting = [
            Firmware(each, "raw", variables, "raw")
            for each, variables in FIRMWARES
            if os.path.exists(each) and os.path.exists(variables)
        ]
    if not fitting:
        kind = "with" if machine.secure else "without"
        raise Cannot("no-firmware", "no UEFI {} Secure Boot for QEMU".format(kind), machine.code)
    return fitting[0]


def described_firmwares() -> List[Tuple[Firmware, bool]]:
    """QEMU's descriptions of UEFI for x86_64, and whether each has Secure Boot with keys."""
    files = {}  # type: Dict[str, str]
    for folder in reversed(FIRMWARE_DESCRIPTIONS):
        try:
            files.update({name: os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".json")})
        except OSError:
            pass
    found = []
    for name in sorted(files):
        try:
            said = json.loads(read_bounded(files[name], MIB))
            mapping = said["mapping"]
            if "uefi" not in said["interface-types"] or mapping["device"] != "flash":
                continue
            if not any(each["architecture"] == "x86_64" for each in said["targets"]):
                continue
            features = set(said["features"])  # type: Set[str]
            if "amd-sev-snp" in features or "intel-tdx" in features:
                continue
            code, variables = mapping["executable"], mapping["nvram-template"]
            firmware = Firmware(code["filename"], code["format"], variables["filename"], variables["format"])
            if "requires-smm" in features and "enrolled-keys" not in features:
                continue
            if os.path.exists(firmware.code) and os.path.exists(firmware.vars):
                found.append((firmware, "enrolled-keys" in features))
        except (OSError, ValueError, KeyError, TypeError, Cannot):
            continue  # a description of another kind
    return found
