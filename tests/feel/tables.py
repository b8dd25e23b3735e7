"""Tables of FEEL: an expression and, after the arrow, its value as FEEL writes it."""

from gridflow.feel.values import text_of


def rows(table):
    """Give the lines of a table as pairs."""
    lines = [line.strip() for line in table.strip().splitlines()]
    return [tuple(part.strip() for part in line.split(" -> ")) for line in lines]


def written(value):
    """Write a value as the tables do."""
    return f'"{value}"' if isinstance(value, str) else text_of(value)
