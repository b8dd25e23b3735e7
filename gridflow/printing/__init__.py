"""Paper: from a filling to a page of HTML, and from there to a PDF.

A page is made of plain values only; templates and style sheets come from the
published definitions, never from the disk or the network.
"""
