"""Files on disk: what is read, what is refused, and what a digest stands for."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from gridflow.spec.files import MAX_BYTES, read_sources
from gridflow.spec.site import (
    Sources,
    Vocabulary,
    load_site,
    plugins_named,
    shipped_folder,
)
from gridflow.spec.sources import canonical_json
from tests.spec.small_site import SMALL_SITE, lines_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in SMALL_SITE.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), "utf-8")
    return tmp_path


def told(folder: Path) -> list[str]:
    return lines_of(load_site(read_sources(folder), Vocabulary.plain()))


def test_a_folder_is_read_as_relative_paths_and_text(folder: Path) -> None:
    sources = read_sources(folder)
    assert set(sources.files) == set(SMALL_SITE)
    assert told(folder) == []


def test_only_the_folders_of_a_site_are_read(folder: Path) -> None:
    (folder / "var").mkdir()
    (folder / "var" / "secret.yaml").write_text("a: b")
    (folder / "config" / "areas.csv").write_text("a,b")
    assert set(read_sources(folder).files) == set(SMALL_SITE)


def test_the_digest_is_that_of_paths_and_texts_in_one_order() -> None:
    one = Sources.of({"a.yaml": "1", "b.yaml": "2"})
    same = Sources.of({"b.yaml": "2", "a.yaml": "1"})
    assert one.digest == same.digest
    assert len(one.digest) == 64
    for other in ({"a.yaml": "2", "b.yaml": "1"}, {"a.yaml": "1"}, {}):
        assert Sources.of(other).digest != one.digest


def test_what_is_hashed_can_be_read_back() -> None:
    files = {"forms/表.yaml": 'label: "甲\\n"\n'}
    assert json.loads(canonical_json(files)) == files


def test_bytes_of_another_encoding_are_told_where_they_begin(folder: Path) -> None:
    file = folder / "config/codes/kind.yaml"
    file.write_bytes("codes: kind\nlabel: 甲\n".encode("gbk"))
    assert told(folder) == [
        (
            "config/codes/kind.yaml:2:8: the file is not UTF-8 (it looks like GBK); "
            "save it as UTF-8. [not-utf-8]"
        )
    ]


def test_what_an_unreadable_file_may_define_is_not_missed(folder: Path) -> None:
    form = folder / "forms/visit.yaml"
    form.write_bytes(b"\xff\xfe" + "form: visit".encode("utf-16-le"))
    assert [one.split(" ", 1)[1] for one in told(folder)] == [
        "the file is not UTF-8 (it looks like UTF-16); save it as UTF-8. [not-utf-8]"
    ]


def test_a_file_of_fifty_megabytes_is_refused_unread(folder: Path) -> None:
    size = 50_000_000
    with (folder / "config/codes/kind.yaml").open("r+b") as file:
        file.truncate(size)
    assert told(folder) == [
        (
            f"config/codes/kind.yaml:1:1: the file has {size} bytes, at most "
            f"{MAX_BYTES} are read. [too-large]"
        )
    ]


def test_too_many_files_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridflow.spec.files.MAX_FILES", 3)
    assert any("[too-many-files]" in line for line in told(folder))


def test_a_site_without_definitions_says_what_is_missing(tmp_path: Path) -> None:
    assert told(tmp_path) == [
        "config/site.yaml:1:1: there is no file 'config/site.yaml'. [missing-file]"
    ]


def test_a_site_on_the_shipped_base_sees_both_and_its_own_wins(
    tmp_path: Path,
) -> None:
    (tmp_path / "site.yaml").write_text('base: {version: "0.1.0"}\n')
    own = tmp_path / "config" / "site.yaml"
    own.parent.mkdir()
    text = 'label: Own\ncounty: {number: 7, area: "9", label: Nine}\nareas: []\n'
    own.write_text(text)
    sources = read_sources(tmp_path)
    shipped = read_sources(shipped_folder())
    assert sources.files["config/site.yaml"] == text
    assert set(shipped.files) | {"site.yaml"} == set(sources.files)
    assert sources.problems == ()


def test_another_version_of_the_base_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text('base: {version: "0.0.1"}\n')
    problems = read_sources(tmp_path).problems
    assert [(one.code, one.severity, one.place.column) for one in problems] == [
        ("other-base", "warning", 17)
    ]


def test_the_plugins_that_procedures_name_are_known_before_anything_is_read() -> None:
    sources = Sources.of(
        {
            "config/a/procedure.yaml": "procedure: a\nplugins: [one, two]\n",
            "config/b/procedure.yaml": "procedure: b\nplugins: [two]\n",
            "config/c/procedure.yaml": "plugins: {no: list}\n",
        }
    )
    assert [name for name, _ in plugins_named(sources)] == ["one", "two"]
