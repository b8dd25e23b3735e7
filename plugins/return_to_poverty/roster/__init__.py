"""`gridflow roster`: the households of a made-up town as the workbooks of a county.

The households are those of `sample`; here they become rows under the headings of the
national system's exports, with faults planted where somebody asks for them.
"""
