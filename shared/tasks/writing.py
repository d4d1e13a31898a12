"""Stating and changing tasks: by the coordinating department, under one lock, with a past."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from shared.audit import service as audit
from shared.audit.acting import Acting
from shared.kit import db
from shared.kit.errors import Finding
from shared.tasks import (
    dependencies,
    drafts,
    errors,
    parties,
    parties_repository,
    resolving,
    statuses,
    values,
)
from shared.tasks import writing_repository as repository
from shared.tasks.drafts import COLUMNS, Content, Draft, Held


async def create(session: db.Session, acting: Acting, draft: Draft) -> uuid.UUID:
    """Enter a task; its id. Raises TaskExists, TaskRefused, DependencyCycle."""
    await parties_repository.lock(session)
    held = await repository.held(session, [draft.code])
    if draft.code in held and not held[draft.code].closed:
        raise errors.TaskExists(task=draft.code)
    [content] = await resolved(session, [draft])
    task = values.task_id(draft.code)
    await put(session, acting, {task: content}, held={one.id: one for one in held.values()})
    return task


async def change(
    session: db.Session,
    acting: Acting,
    key: str,
    changes: Mapping[str, Any],
    *,
    status: statuses.Change | None,
    match: Callable[[object], None],
) -> uuid.UUID:
    """Correct a task (by id or code) in the fields of its draft that `changes` names, and say its state; its id.

    Raises TaskNotFound, PreconditionFailed, TaskRefused, DependencyCycle, and what `statuses.say`
    raises.
    """
    await parties_repository.lock(session)
    held = await find_held(session, key)
    match(held.version)
    stated = drafts.draft_of(held)
    wanted = dataclasses.replace(stated, **changes)
    if wanted != stated:
        [content] = await resolved(session, [wanted])
        content = keeping_sources(content, held)
        await put(session, acting, {held.id: content}, held={held.id: held})
    if status is not None:
        await statuses.say(session, acting, held, status)
    return held.id


async def find_held(session: db.Session, key: str) -> Held:
    """A task by id or code, locked. Raises TaskNotFound, also for one that is no longer stated."""
    _, code = await statuses.find(session, key)
    return (await repository.held(session, [code]))[code]


def keeping_sources(content: Content, held: Held) -> Content:
    """The content with the sources that it does not name as they were."""
    kept = {
        name: held.content.columns[name] for name in ("source_id", "amended_source_id") if content.columns[name] is None
    }
    return dataclasses.replace(content, columns={**content.columns, **kept})


async def resolved(session: db.Session, stated: Sequence[Draft]) -> list[Content]:
    """What the drafts say, their sources stored. Raises TaskRefused."""
    found = await resolving.resolve(session, stated, _of_body)
    if found.findings:
        raise errors.TaskRefused(*found.findings)
    await resolving.store_sources(session, found, range(len(stated)))
    return [content for content in found.contents if content is not None]


def _of_body(_: int, where: str, en: str, vi: str, code: str) -> Finding:
    return Finding(where, en, vi, code)


async def put(
    session: db.Session, acting: Acting, stated: Mapping[uuid.UUID, Content], *, held: Mapping[uuid.UUID, Held]
) -> None:
    """Write tasks with their sets and who takes part, and the audit of each. Raises DependencyCycle."""
    await check_rings(session, stated)
    corrected = {task: _differing(stated[task], one) for task, one in held.items() if one.stated_by == "catalog"}
    await repository.put(session, stated, corrected)
    await parties.fold(session, list(stated))
    for task, content in stated.items():
        before = held.get(task)
        await audit.record(
            session,
            acting.actor,
            action="task.create" if before is None else "task.change",
            entity_kind="task",
            entity_id=task,
            occurred_at=acting.clock.now(),
            before=None if before is None else _told(before.content),
            after=_told(content),
        )


async def check_rings(session: db.Session, stated: Mapping[uuid.UUID, Content]) -> None:
    """Raises DependencyCycle naming the way, if the tasks as stated would wait for themselves. The register is locked:
    two who write at once cannot make one together."""
    path = await ring(session, stated)
    if path is not None:
        way = " → ".join(path)
        raise errors.DependencyCycle(
            Finding(
                "depends_on", f"{way} (each waits for the next)", f"{way} (mỗi nhiệm vụ chờ nhiệm vụ sau)", "cycle"
            ),
            path=way,
        )


async def ring(session: db.Session, stated: Mapping[uuid.UUID, Content]) -> list[str] | None:
    """The codes along a ring that the tasks as stated would make, or None."""
    if not any(content.needs for content in stated.values()):
        return None
    needs: dict[uuid.UUID, Collection[uuid.UUID]] = dict(await repository.all_needs(session))
    needs.update({task: content.needs for task, content in stated.items()})
    found = dependencies.cycle(needs, list(stated))
    if found is None:
        return None
    names = await repository.codes_of(session, found) | {
        task: str(content.columns["code"]) for task, content in stated.items()
    }
    return [names[task] for task in found]


def _differing(content: Content, held: Held) -> set[str]:
    return {name for name in COLUMNS if content.columns[name] != held.content.columns[name]}


def _told(content: Content) -> dict[str, Any]:
    """As the audit keeps it."""
    told = dataclasses.asdict(content)
    return {**told["columns"], **{name: sorted(map(str, told[name])) for name in ("money", "needs", "targets")}}
