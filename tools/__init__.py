"""What developers run: the set-up of the environment, the translations, the generated documentation."""
