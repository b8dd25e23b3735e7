"""All built-in functions of FEEL by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridflow.feel import (
    builtins_contexts,
    builtins_conversion,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_strings,
    builtins_temporal,
)
from gridflow.feel.functions import Function

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        name: function
        for module in (
            builtins_contexts,
            builtins_conversion,
            builtins_lists,
            builtins_numbers,
            builtins_ranges,
            builtins_strings,
            builtins_temporal,
        )
        for name, function in module.REGISTRY.functions.items()
    }
)
