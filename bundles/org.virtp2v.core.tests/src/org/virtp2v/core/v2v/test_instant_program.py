"""What instant.py may use, and that it is typed.

InstantProgramTest runs them all. By hand, in this directory: python3 -B -m unittest -v test_instant_program
"""

import unittest

import programs


class Program(unittest.TestCase):
    def test_every_function_is_typed(self):
        for tree in programs.trees_of("instant.py", "instant", "qemu"):
            programs.assert_typed(self, tree)
