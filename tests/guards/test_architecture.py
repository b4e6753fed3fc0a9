"""Who may import whom, and the few things that only one module may do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text())
    for folder in ("app", "tasks")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
MAY_READ_THE_ENVIRONMENT = {
    "app/core/settings.py": "this is its purpose",
    "app/cli/database.py": "the administrator's address and passwords, for one command before there are settings",
    "app/embedded/__main__.py": "hands the developer's environment on to the servers it starts",
    "app/embedded/mailbox.py": "a process of its own, that refuses to run in production",
    "app/embedded/server.py": "what a server's process inherits",
}
MAY_ASK_THE_TIME = {
    "app/core/clock.py": "this is its purpose",
    "app/embedded/mailbox.py": "numbers the developer's mails in the order they came",
}
FLASK_EVERYWHERE = {"current_app", "render_template", "Flask"}


def _attributes(tree: ast.AST) -> Iterator[str]:
    """Yield ``name.attribute`` for every plain attribute read in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def _imported(tree: ast.AST, module: str) -> set[str]:
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == module)
    return {alias.name for node in nodes for alias in node.names}


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_imports_go_downward(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_only_settings_read_the_environment() -> None:
    readers = {
        name
        for name, tree in MODULES.items()
        if {"os.environ", "os.getenv", "os.environb"} & set(_attributes(tree)) or "environ" in _imported(tree, "os")
    }
    assert readers == set(MAY_READ_THE_ENVIRONMENT)


def test_only_the_clock_asks_the_time() -> None:
    questions = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    askers = {name for name, tree in MODULES.items() if questions & set(_attributes(tree))}
    assert askers == set(MAY_ASK_THE_TIME)


def test_only_the_web_knows_requests() -> None:
    """Mails are rendered by Flask as well, and commands run inside an application; neither has a request."""
    knowing = {
        name: _imported(tree, "flask") - FLASK_EVERYWHERE
        for name, tree in MODULES.items()
        if not name.startswith("app/web/") and _imported(tree, "flask") - FLASK_EVERYWHERE
    }
    assert knowing == {}


def test_no_function_imports() -> None:
    importing = {
        f"{name}:{inner.lineno}"
        for name, tree in MODULES.items()
        for function in _functions(tree)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert importing == set()


def test_every_function_says_what_it_takes_and_gives() -> None:
    silent = {
        f"{name}:{f.lineno} {f.name}" for name, tree in MODULES.items() for f in _functions(tree) if _is_silent(f)
    }
    assert silent == set()


def _is_silent(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    return function.returns is None or any(each.annotation is None for each in every if each.arg not in ("self", "cls"))


def test_modules_stay_small() -> None:
    long = {name for name in MODULES if len((ROOT / name).read_text().splitlines()) > 300}
    assert long == set()
