"""What the business does: the engine, and the catalogue of processes it runs.

Nothing here draws on a terminal or speaks SQL, so the same rules hold for screens, scripts and recurring work.
"""
