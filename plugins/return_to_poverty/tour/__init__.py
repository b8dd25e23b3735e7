"""A tour: made-up people screen a made-up town through the engine's own commands.

Nothing here looks into the engine: people get a workbench, work as they would in the
pages, and keep a book of their own, which has to agree with the engine's totals.
"""
