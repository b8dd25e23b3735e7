"""The picture of the README: a page of the form beside the sheet that it becomes."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PIL import Image

GAP = 60
GROUND = (228, 226, 221)


def side_by_side(screen: Path, pdf: bytes, target: Path) -> None:
    """Draw a screenshot and the first page of a PDF at the same height."""
    with Image.open(screen) as shot:
        left = shot.convert("RGB")
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[0]
    scale = left.height / sheet.get_height()
    right = sheet.render(scale=scale).to_pil().convert("RGB")
    sheet.close()
    document.close()
    width = left.width + right.width + 3 * GAP
    whole = Image.new("RGB", (width, left.height + 2 * GAP), GROUND)
    whole.paste(left, (GAP, GAP))
    whole.paste(right, (left.width + 2 * GAP, GAP))
    whole.quantize(128).save(target, optimize=True)
