"""Made-up people, groups and households for a demo; nobody here is real.

Names and places stand in the tables beside the modules. ID numbers have right check
characters under a division prefix that no county has.
"""
