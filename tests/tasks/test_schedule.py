"""Beat rings only for tasks that exist, in lanes that somebody consumes, and says nothing but a name."""

import inspect

import pytest

from app.core.jobs import Lane, celery
from app.embedded.site import programs
from tasks.discovery import FOLDER, load_tasks
from tasks.schedule import BEAT

MODULES = load_tasks()
OURS = {name: task for name, task in celery.tasks.items() if not name.startswith("celery.")}


@pytest.mark.parametrize("entry", BEAT.values(), ids=BEAT)
def test_an_entry_names_a_task_and_expires_before_the_next(entry: dict) -> None:
    assert entry["task"] in OURS
    assert entry["options"]["expires"] <= max(1.0, entry["schedule"])
    assert not {"args", "kwargs"} & set(entry)


def test_every_task_is_rung() -> None:
    assert {entry["task"] for entry in BEAT.values()} == set(OURS)


def test_every_lane_that_is_rung_has_a_worker() -> None:
    consumed = {lane for program in programs({}) if "worker" in program.argv for lane in program.argv[-1].split(",")}
    assert {entry["options"]["queue"] for entry in BEAT.values()} <= consumed
    assert consumed == {lane.value for lane in Lane}


def test_a_task_takes_ids_and_nothing_else() -> None:
    for name, task in OURS.items():
        parameters = inspect.signature(task.run).parameters.values()
        assert all(each.name.endswith("_id") for each in parameters if each.kind is not each.VAR_POSITIONAL), name


def test_every_file_that_registers_a_task_is_found() -> None:
    registering = {path.stem for path in FOLDER.glob("*.py") if "@job(" in path.read_text()}
    assert {module.__name__ for module in MODULES} == {f"tasks.{name}" for name in registering - {"worker"}}


def test_every_module_that_is_found_registers_a_task() -> None:
    assert {task.__module__ for task in OURS.values()} == {module.__name__ for module in MODULES}
