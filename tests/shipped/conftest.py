"""The shipped site, read once."""

from __future__ import annotations

import pytest

from gridflow.hooks import load_plugins, vocabulary_of
from gridflow.spec.site import load_site, read_sources, shipped_folder


@pytest.fixture(scope="session")
def vocabulary():
    return vocabulary_of(load_plugins(["return_to_poverty"]))


@pytest.fixture(scope="session")
def sources():
    return read_sources(shipped_folder())


@pytest.fixture(scope="session")
def loaded(sources, vocabulary):
    return load_site(sources, vocabulary)


@pytest.fixture(scope="session")
def site(loaded):
    assert loaded.site is not None, loaded.problems
    return loaded.site


@pytest.fixture(scope="session")
def town(site):
    """The procedure of a village of the town."""
    return site.procedure_for(["512022115200", "512022115", "512022"])


@pytest.fixture(scope="session")
def form(town):
    return town.forms["risk_clue_visit"]
