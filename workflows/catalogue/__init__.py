"""The processes of the company, one file each, sorted by desk.

A process is read from top to bottom like the procedure it comes from. Processes never import each other;
they name each other by key.
"""
