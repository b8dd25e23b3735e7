"""The examples of the page about FEEL give what it says."""

import doctest
from pathlib import Path

from gridflow.feel import limits

PAGE = Path(__file__).parents[2] / "docs" / "feel.md"


def test_the_examples_of_the_page_hold():
    done = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert done.attempted > 5
    assert done.failed == 0


def test_the_page_tells_every_limit_with_its_number():
    text = PAGE.read_text("utf-8")
    told = [f"{limit:,}" for name, limit in vars(limits).items() if name.isupper()]
    assert [number for number in told if number not in text] == []
