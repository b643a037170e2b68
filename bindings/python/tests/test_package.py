"""The package itself: doctests, types, the stub of the private module, the shape of the code."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import attend
from attend import capi

HERE = Path(__file__).resolve().parent.parent
SOURCE = HERE / "attend"
MODULES = ["attend", *(info.name for info in pkgutil.walk_packages(attend.__path__, "attend.") if "_capi" not in info.name)]


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("attend.capi", "attend.__main__")])
def test_doctests(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_doctests_are_there() -> None:
    finder = doctest.DocTestFinder()
    assert sum(bool(test.examples) for name in ("attend", "attend.policy", "attend.evaluation")
               for test in finder.find(importlib.import_module(name))) >= 3


def test_mypy_is_satisfied() -> None:
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir=/dev/null", "attend"], cwd=HERE, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_stub_names_what_the_module_has() -> None:
    tree = ast.parse((SOURCE / "capi.pyi").read_text())
    functions = {node.name: len(node.args.args) for node in tree.body if isinstance(node, ast.FunctionDef)}
    constants = {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    interface = (SOURCE / "capi.i").read_text()
    wrapped = set(re.findall(r"^(?:PyObject \*|const char \*|int32_t )(\w+)\(", interface, re.MULTILINE))
    assert set(functions) == wrapped
    assert constants == set(re.findall(r"^%constant int (\w+)", interface, re.MULTILINE))
    assert all(callable(getattr(capi, name)) for name in functions)
    assert all(isinstance(getattr(capi, name), int) for name in constants)


def test_the_private_module_says_which_arguments_it_takes() -> None:
    for name in ("policy_load", "rows_order", "batch_run"):
        with pytest.raises(TypeError):
            getattr(capi, name)()


def test_public_names_are_documented() -> None:
    for name in attend.__all__:
        value = getattr(attend, name)
        if isinstance(value, type):
            assert value.__doc__, name
            public = [member for member in vars(value) if not member.startswith("_") and member not in vars(value).get("__slots__", ())]
            kinds = (types.FunctionType, property)
            assert all(m.__doc__ for m in (getattr(value, n) for n in public) if isinstance(m, kinds)), name


def test_files_and_functions_stay_small() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == "capi.py":
            continue
        assert len(text.splitlines()) < 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f"{path}: {node.name}"
