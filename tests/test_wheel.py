"""The wheel in an environment of its own: the definitions are in it, init and demo run.

Only what gridflow depends on is borrowed from the environment of the tests.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = ["wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]


def ran(*words: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "pip", *BUILD, "-w", folder, ROOT, cwd=folder)
    (made,) = folder.glob("gridflow-*.whl")
    return made


@pytest.fixture(scope="module")
def gridflow(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("environment")
    ran(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    ran(
        *(sys.executable, "-m", "pip", "--python", folder / "bin" / "python"),
        *("install", "-q", "--no-deps", "--no-index", wheel),
        cwd=folder,
    )
    borrowed = sysconfig.get_path("purelib")
    (packages / "borrowed.pth").write_text(borrowed + "\n")
    return folder / "bin" / "gridflow"


def test_the_wheel_holds_every_shipped_file_and_nothing_of_a_running_site(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        f"gridflow/shipped/{path.relative_to(ROOT)}"
        for top in ("forms", "config", "printables")
        for path in (ROOT / top).rglob("*")
        if path.is_file()
    }
    assert shipped
    assert shipped - names == set()
    assert not [name for name in names if name.endswith((".sqlite3", ".key"))]


def test_it_runs_from_the_wheel_and_not_from_the_checkout(
    gridflow: Path, tmp_path: Path
):
    told = ran(
        *(
            gridflow.parent / "python",
            "-c",
            "import gridflow; print(gridflow.__file__)",
        ),
        cwd=tmp_path,
    )
    assert str(gridflow.parents[1]) in told


def test_init_makes_a_site_that_checks_without_a_problem(
    gridflow: Path, tmp_path: Path
):
    ran(gridflow, "init", "site", "--from", "sichuan_tonglv", cwd=tmp_path)
    ran(gridflow, "check", "site", cwd=tmp_path)
    assert (tmp_path / "site" / "site.yaml").is_file()


def test_a_demo_is_made_and_tells_a_log_in_for_each_role(
    gridflow: Path, tmp_path: Path
):
    told = ran(gridflow, "demo", "--no-serve", "--households", "5", cwd=tmp_path)
    assert "gridflow-demo" in told
    assert "cun01yuan01" in told
    assert (tmp_path / "var/demo/var/gridflow.key").stat().st_mode & 0o777 == 0o600
