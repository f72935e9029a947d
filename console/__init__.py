"""The program: command line, settings, sign-in, the doors people come in by, and the training runner.

The top floor: it may import every other one, and nothing imports it.
"""
