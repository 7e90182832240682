"""What the tests of all programs for the conversion server share. With it, they can import the programs' modules."""

import ast
import os
import shutil
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = HERE
while not os.path.isdir(os.path.join(ROOT, "releng")):
    ROOT = os.path.dirname(ROOT)
PROGRAMS = os.path.join(ROOT, "bundles/org.virtp2v.core/src/org/virtp2v/core/v2v")
MIB = 1 << 20

sys.path.insert(0, PROGRAMS)


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("not within {} s".format(seconds))
        time.sleep(0.02)


def files_of(file, *packages):
    """The paths of a program's files: the one that is run, and those in its packages."""
    found = [os.path.join(PROGRAMS, file)]
    for package in packages:
        directory = os.path.join(PROGRAMS, package)
        found += [os.path.join(directory, name) for name in sorted(os.listdir(directory)) if name.endswith(".py")]
    return found


def copied(directory, file, *packages):
    """A copy of a program, as it is on the server; returns the path of the file that is run."""
    for path in files_of(file, *packages):
        copy = os.path.join(directory, os.path.relpath(path, PROGRAMS))
        os.makedirs(os.path.dirname(copy), 0o755, exist_ok=True)
        shutil.copy(path, copy)
    return os.path.join(directory, file)


def changed(directory, words, others, file, *packages):
    """A copy of a program in which words, which only one of its files has, are others."""
    program = copied(directory, file, *packages)
    found = []
    for path in files_of(file, *packages):
        copy = os.path.join(directory, os.path.relpath(path, PROGRAMS))
        with open(copy, encoding="utf-8") as source:
            text = source.read()
        if words in text:
            found.append(copy)
            with open(copy, "w", encoding="utf-8") as source:
                source.write(text.replace(words, others))
    assert len(found) == 1, "{} in {}".format(words, found)
    return program


def trees_of(file, *packages):
    """Each file of a program, as Python 3.6 understands it."""
    for path in files_of(file, *packages):
        with open(path, encoding="utf-8") as source:
            yield ast.parse(source.read(), path, feature_version=(3, 6))


def is_ours(module):
    return os.path.isdir(os.path.join(PROGRAMS, module.split(".")[0]))


def library_names(tree):
    """What it uses of the library, each with its module before it."""
    modules = set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and not is_ours(node.module):
            names |= {"{}.{}".format(node.module, alias.name) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            names.add("{}.{}".format(node.value.id, node.attr))
    return names


def assert_typed(test, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            test.assertIsNotNone(node.returns, node.name)
            for argument in node.args.args + [node.args.vararg]:
                if argument and argument.arg != "self":
                    test.assertIsNotNone(argument.annotation, node.name)
