"""The machinery every process runs on: process, case, task, decision, guard, effect, policy, calendar.

The engine knows no single process; the catalogue is built on it, never the other way round.
"""
