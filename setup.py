"""Compiles the translations before a wheel is built; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# A build does not see the project's own modules by itself.
sys.path.insert(0, str(Path(__file__).parent))

from tools.messages import compile_all


class BuildWithTranslations(build_py):
    """Writes every console.mo first, so that it is found as package data."""

    def run(self) -> None:
        compile_all()
        super().run()


setup(cmdclass={"build_py": BuildWithTranslations})
