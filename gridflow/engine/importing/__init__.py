"""Imports: workbooks of any size become records, as a definition says.

Rows are staged on disk, grouped by record, judged and written chunk by chunk.
"""
