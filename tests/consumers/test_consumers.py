"""Other people's builds: pkg-config, find_package, add_subdirectory, static. ATTEND_INSTALLED names an installed tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
#include <attend/attend.h>
#include <stdio.h>
int main(void) { printf("%s %u\\n", attend_version(), (unsigned)attend_pack_count()); return attend_pack_count() < 2; }
"""


@pytest.fixture(scope="module")
def installed() -> Path:
    value = os.environ.get("ATTEND_INSTALLED")
    if not value:
        pytest.skip("ATTEND_INSTALLED does not name an installed tree")
    return Path(value)


@pytest.fixture()
def program(tmp_path: Path) -> Path:
    path = tmp_path / "a program with spaces"
    path.mkdir()
    (path / "main.c").write_text(PROGRAM)
    return path


def run(*command: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(env or {})}, check=False)


def check_runs(binary: Path, library: Path) -> None:
    done = run(str(binary), env={"LD_LIBRARY_PATH": str(library)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0.1.0 ")


def library_dir(installed: Path) -> Path:
    return next(installed.rglob("libattend.so")).parent


def test_pkg_config_and_failing_without_it(installed: Path, program: Path) -> None:
    source, binary = str(program / "main.c"), str(program / "main")
    assert run("gcc", source, "-o", binary).returncode != 0
    env = {"PKG_CONFIG_PATH": str(library_dir(installed) / "pkgconfig")}
    flags = run("pkg-config", "--cflags", "--libs", "attend", env=env).stdout.split()
    done = run("gcc", source, "-o", binary, *flags)
    assert done.returncode == 0, done.stderr
    check_runs(Path(binary), library_dir(installed))


def test_pkg_config_follows_the_prefix_of_the_install(program: Path) -> None:
    build = os.environ.get("ATTEND_BUILD")
    if not build:
        pytest.skip("ATTEND_BUILD does not name a build directory")
    elsewhere = program.parent / "elsewhere"
    assert run("cmake", "--install", build, "--prefix", str(elsewhere)).returncode == 0
    env = {"PKG_CONFIG_PATH": str(library_dir(elsewhere) / "pkgconfig")}
    flags = run("pkg-config", "--cflags", "--libs", "attend", env=env).stdout.split()
    done = run("gcc", str(program / "main.c"), "-o", str(program / "main"), *flags)
    assert done.returncode == 0, done.stderr
    check_runs(program / "main", library_dir(elsewhere))


def test_static(installed: Path, program: Path) -> None:
    binary = program / "main"
    done = run("gcc", str(program / "main.c"), f"-I{installed / 'include'}", str(library_dir(installed) / "libattend.a"),
               "-o", str(binary))
    assert done.returncode == 0, done.stderr
    check_runs(binary, program)


@pytest.mark.parametrize(
    ("how", "target"),
    [("find_package(attend REQUIRED)", "attend::shared"), ("find_package(attend REQUIRED)", "attend::static"),
     (f"add_subdirectory({ROOT} attend)", "attend::static")],
)
def test_cmake(installed: Path, program: Path, how: str, target: str) -> None:
    (program / "CMakeLists.txt").write_text(
        f"cmake_minimum_required(VERSION 3.25)\nproject(consumer C)\n{how}\nadd_executable(main main.c)\n"
        f"target_link_libraries(main PRIVATE {target})\n"
    )
    build = program / "build"
    for command in (["cmake", "-S", str(program), "-B", str(build), f"-DCMAKE_PREFIX_PATH={installed}"],
                    ["cmake", "--build", str(build)]):
        done = run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    check_runs(build / "main", library_dir(installed))


def test_the_packs_are_installed(installed: Path) -> None:
    packs = installed / "share/attend/packs"
    assert {p.name for p in packs.iterdir()} >= {"gb-eng-codes.json", "gb-eng-statutory.json"}
    assert len(list((installed / "share/attend/schema").glob("*.schema.json"))) == 3
