"""The dashboard of a desk: figures and charts in a list, the one under the cursor drawn beside it.

Of its situation (`screens.commands`) *charted* means that a chart is under the cursor, *counted* that something is of
which can be said how it is counted, *tabled* that there is a table to export.
"""
