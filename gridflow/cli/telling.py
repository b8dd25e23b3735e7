"""How the command line says things: problems and errors as sentences.

The sentences are those of the shipped wording files, in English unless the machine
speaks Chinese.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from gridflow.errors import GridflowError
from gridflow.spec.problem import Problem
from gridflow.spec.site import shipped_wording
from gridflow.spec.wording import UnknownWordingError


def language_of(environment: Mapping[str, str] | None = None) -> str:
    """Return `zh` where the environment asks for Chinese, else `en`."""
    env = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = env.get(name, "")
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def tell(said: GridflowError | Problem, language: str | None = None) -> str:
    """Return the sentence of an error, or the whole line of a problem."""
    spoken = language or language_of()
    wording = shipped_wording()
    if isinstance(said, Problem):
        return said.line(wording, spoken)
    try:
        return wording.say(said.code, spoken, **said.facts)
    except UnknownWordingError:
        # An error without a sentence still says its code and its facts.
        return str(said)
