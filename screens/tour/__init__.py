"""The guided first five minutes: a strip above the footer that tells what to try, and sees when it was done.

It watches what the person does and never does anything itself, so it is as harmless in a real company as in practice.
"""
