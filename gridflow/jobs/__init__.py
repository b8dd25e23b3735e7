"""Work that pages do not wait for.

A job is a row; the queue is only a doorbell. Whoever rings, and whether anybody
hears it, changes when a job is done and never whether.
"""
