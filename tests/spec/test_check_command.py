"""`gridflow check` and `gridflow schema` as people run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner

from gridflow.cli.check import check
from gridflow.cli.schema import schema
from gridflow.cli.telling import language_of, tell
from gridflow.errors import GridflowError, NotFoundError
from gridflow.hooks import UnknownPluginError
from gridflow.spec.place import Place
from gridflow.spec.problem import Problem
from gridflow.spec.site import shipped_folder
from tests.spec.small_site import SMALL_SITE

ENGLISH = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, text in SMALL_SITE.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), "utf-8")
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(dedent(text), "utf-8")


def run(folder: Path, *options: str) -> tuple[int, list[str]]:
    result = CliRunner(env=ENGLISH).invoke(check, [str(folder), *options])
    return result.exit_code, result.output.splitlines()


def test_a_site_without_problems_is_one_line(folder: Path) -> None:
    assert run(folder) == (0, ["0 errors, 0 warnings in 0 files"])


def test_every_problem_of_every_file_is_told_at_once_in_order(folder: Path) -> None:
    write(folder, "forms/visit.yaml", "form: visit\nlabel: [x]\nabuot: house\n")
    write(folder, "config/codes/kind.yaml", "codes: kind\n\tlabel: K\n")
    write(folder, "config/odd.yaml", "a: b\n")
    code, lines = run(folder)
    assert code == 1
    assert [line.split(" ", 1)[0] for line in lines] == [
        "config/codes/kind.yaml:2:1:",
        "config/odd.yaml:1:1:",
        "forms/visit.yaml:1:1:",
        "forms/visit.yaml:1:1:",
        "forms/visit.yaml:2:8:",
        "forms/visit.yaml:3:1:",
        "5",
    ]
    assert lines[-1] == "5 errors, 1 warnings in 3 files"


def test_warnings_alone_do_not_fail(folder: Path) -> None:
    write(folder, "config/odd.yaml", "a: b\n")
    code, lines = run(folder)
    assert (code, lines[-1]) == (0, "0 errors, 1 warnings in 1 files")


def test_problems_as_json_have_their_place_in_parts(folder: Path) -> None:
    write(folder, "config/codes/kind.yaml", "codes: kind\nlabel: K\noptions: a\n")
    code, lines = run(folder, "--json")
    assert code == 1
    assert json.loads("\n".join(lines)) == [
        {
            "code": "needs-list",
            "severity": "error",
            "path": "config/codes/kind.yaml",
            "line": 3,
            "column": 10,
            "at": "options",
            "text": "a list is needed here.",
        }
    ]


def test_the_sentences_are_chinese_where_asked(folder: Path) -> None:
    write(folder, "config/codes/kind.yaml", "codes: kind\nlabel: K\noptions: a\n")
    _, lines = run(folder, "--language", "zh")
    assert lines == [
        "config/codes/kind.yaml:3:10: options: 这里要写列表。 [needs-list]",
        "1个文件中有1个错误、0个警告",
    ]


def test_a_missing_plugin_is_told_where_it_is_named_and_nothing_follows(
    folder: Path,
) -> None:
    write(
        folder,
        "config/base/procedure.yaml",
        "procedure: base\nlabel: B\nplugins: [nobodys_plugin]\n",
    )
    write(
        folder,
        "config/base/records/person.yaml",
        """\
        record: person
        label: P
        part_of: house
        title: name
        fields: [{id: name, label: N, type: nobodys_type}]
        """,
    )
    assert run(folder) == (
        1,
        [
            (
                "config/base/procedure.yaml:3:11: plugins: no plugin 'nobodys_plugin' "
                "is installed. [unknown-plugin]"
            ),
            "1 errors, 0 warnings in 1 files",
        ],
    )


def test_a_missing_table_of_areas_is_told(folder: Path) -> None:
    text = 'label: S\ncounty: {number: 1, area: "1", label: C}\nareas: [config/a.csv]\n'
    write(folder, "config/site.yaml", text)
    code, lines = run(folder)
    assert code == 1
    assert lines[0].endswith("there is no file 'config/a.csv'. [missing-file]")
    write(folder, "config/a.csv", "code\n")
    assert run(folder)[0] == 0


def test_what_is_shipped_has_no_problem() -> None:
    assert run(shipped_folder()) == (0, ["0 errors, 0 warnings in 0 files"])


WITHOUT = "flask,flask_admin,wtforms,peewee,playhouse,weasyprint,rq,redis,psycopg"


def test_checking_needs_no_pages_no_store_no_paper_and_no_queue() -> None:
    program = (
        "import sys; from click.testing import CliRunner;"
        "from gridflow.cli.check import check;"
        f"CliRunner().invoke(check, [{str(shipped_folder())!r}]);"
        f"print([one for one in {WITHOUT.split(',')!r} if one in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=shipped_folder(),
    )
    assert answer.stdout.strip() == "[]"


def test_a_schema_is_printed_or_all_are_written(tmp_path: Path) -> None:
    runner = CliRunner()
    assert "form" in runner.invoke(schema, []).output.splitlines()
    printed = json.loads(runner.invoke(schema, ["form"]).output)
    assert printed["title"] == "gridflow form"
    assert runner.invoke(schema, ["--out", str(tmp_path / "s")]).exit_code == 0
    written = json.loads((tmp_path / "s" / "form.schema.json").read_text("utf-8"))
    assert written == printed
    assert runner.invoke(schema, ["wording", "--overlay"]).exit_code == 2


LANGUAGES = {
    "chinese": ({"LANG": "zh_CN.UTF-8"}, "zh"),
    "english": ({"LANG": "en_GB.UTF-8"}, "en"),
    "nothing": ({}, "en"),
    "all-wins": ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"),
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_language_is_that_of_the_machine(name: str) -> None:
    environment, language = LANGUAGES[name]
    assert language_of(environment) == language


def test_an_error_and_a_problem_are_told_as_sentences() -> None:
    error = UnknownPluginError(plugin="x")
    assert "x" in tell(error, "en")
    assert tell(error, "en") != str(error)
    problem = Problem("needs-list", "error", Place("a.yaml", 1, 2), "b")
    assert tell(problem, "en") == "a.yaml:1:2: b: a list is needed here. [needs-list]"


def test_an_error_without_a_sentence_still_says_its_facts() -> None:
    class StrangeError(GridflowError):
        code = "nobody_wrote_a_sentence"

    assert tell(StrangeError(a=1), "en") == "nobody_wrote_a_sentence(a=1)"
    assert isinstance(tell(NotFoundError(), "en"), str)
