"""Everything a plugin may import; what is not named here may change any day."""

from __future__ import annotations

import pluggy

from gridflow.feel.functions import Function
from gridflow.spec.vocabulary import FieldKind, Parsed

__all__ = ["FieldKind", "Function", "Parsed", "hookimpl"]

hookimpl = pluggy.HookimplMarker("gridflow")
"""Marks a function of a plugin as the answer to the hook of the same name."""
