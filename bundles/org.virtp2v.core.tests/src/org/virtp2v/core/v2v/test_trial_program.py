"""What trial.py may use, and that it is typed.

TrialProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_trial_program
"""

import json
import os
import tempfile
import unittest
import unittest.mock

import programs
from trial_lab import TRIAL

from qemu.host import kvm_problem
from trial.config import Config, PROGRAM


class Accelerators(unittest.TestCase):
    def test_kvm_that_libguestfs_must_not_use_is_not_used_here(self):
        self.assertEqual(kvm_problem("gdb:force_tcg"), ("switched-off", "LIBGUESTFS_BACKEND_SETTINGS=force_tcg"))
        for settings in ("", "gdb", "no_force_tcg"):
            self.assertNotEqual((kvm_problem(settings) or [""])[0], "switched-off", settings)

    def backend_settings(self, given, recorded, ours, user=1000, sudo=False):
        """What is taken for virt-v2v's: what it was given, what the run has recorded, and what this program has."""
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "trial.json"), "w") as file:
                json.dump({"target": "disk", "guest": "g", "sudo": sudo, "backend_settings": given}, file)
            if recorded is not None:
                with open(os.path.join(directory, "environment"), "w") as file:
                    file.write(recorded)
            environment = {} if ours is None else {"LIBGUESTFS_BACKEND_SETTINGS": ours}
            with unittest.mock.patch.dict(os.environ, environment), unittest.mock.patch("os.geteuid", lambda: user):
                if ours is None:
                    os.environ.pop("LIBGUESTFS_BACKEND_SETTINGS", None)
                return Config(directory).backend_settings()

    def test_what_virt_v2v_was_given_counts_more_than_any_environment(self):
        recorded = "A=b\nLIBGUESTFS_BACKEND_SETTINGS=force_tcg\n"
        self.assertEqual(self.backend_settings("force_tcg", "A=b\n", None), "force_tcg")
        self.assertEqual(self.backend_settings("gdb", recorded, "force_tcg"), "gdb")
        self.assertEqual(self.backend_settings("", recorded, "force_tcg"), "")

    def test_the_environment_of_the_run_counts_more_than_that_of_a_later_session(self):
        recorded = "X_LIBGUESTFS_BACKEND_SETTINGS=x\nLIBGUESTFS_BACKEND_SETTINGS=gdb:force_tcg\nA=b\n"
        self.assertEqual(self.backend_settings(None, recorded, None), "gdb:force_tcg")
        self.assertEqual(self.backend_settings(None, "A=b\n", "force_tcg"), "")
        self.assertEqual(self.backend_settings(None, None, "force_tcg"), "force_tcg")
        self.assertEqual(self.backend_settings(None, "x" * (2 << 20), "force_tcg"), "force_tcg")

    def test_as_root_by_sudo_it_has_what_sudo_passes_on(self):
        recorded = "LIBGUESTFS_BACKEND_SETTINGS=force_tcg\n"
        self.assertEqual(self.backend_settings(None, recorded, None, user=0, sudo=True), "")
        self.assertEqual(self.backend_settings(None, "A=b\n", "force_tcg", user=0, sudo=True), "force_tcg")
        self.assertEqual(self.backend_settings(None, recorded, None, user=0), "force_tcg")


class Program(unittest.TestCase):
    def test_every_function_is_typed(self):
        for tree in programs.trees_of("trial.py", "trial", "qemu"):
            programs.assert_typed(self, tree)

    def test_what_begins_anew_as_root_is_what_sudo_knows(self):
        self.assertEqual(TRIAL, PROGRAM)
