"""Every module of this folder that registers tasks: whoever adds one adds a file, and nothing else."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Final

FOLDER: Final = Path(__file__).parent
_NO_TASKS: Final = frozenset({"discovery", "main", "schedule", "worker"})


def load_tasks() -> list[ModuleType]:
    """Import every module with tasks, which registers them; return the modules by name."""
    names = sorted(module.name for module in iter_modules([str(FOLDER)]))
    return [import_module(f"tasks.{name}") for name in names if name not in _NO_TASKS]
