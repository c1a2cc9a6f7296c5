"""Whatever people do, in whatever order: the case stays consistent and can be brought to its end."""

from __future__ import annotations

import random

import pytest

from engine import Engine, Rejected
from tests.engine.acting import Story

PEOPLE = ("p", "q", "r", "s")


def _someone(story: Story, dice: random.Random) -> None:
    """Do one thing that somebody might try; what is refused must change nothing."""
    tasks = story.tasks()
    task = dice.choice(tasks)
    actor = task.assignee or dice.choice(PEOPLE)
    what = dice.choices(
        ("complete", "return", "take_back", "before", "after", "refuse", "drop"), (10, 3, 3, 2, 2, 2, 1)
    )[0]
    try:
        if what == "complete":
            story.act(
                actor, "complete", task, variables={"vote": dice.choice(("yes", "no")), "result": "done"}
            )
        elif what == "return":
            with story.engine.begin() as work:
                earlier = work.tasks.earlier_steps(task.id)
            if earlier:
                story.act(actor, "return_to", task, dice.choice(earlier).task_id)
        elif what == "take_back":
            with story.engine.begin() as work:
                done = work.tasks.query().case(story.instance.id).state("completed").all()
            if done:
                old = dice.choice(done)
                story.act(str(old.closed_by), "take_back", old)
        elif what in ("before", "after"):
            story.act(actor, "add_signers", task, dice.sample(PEOPLE, 2), when=what)
        elif what == "refuse":
            story.act(actor, "refuse_signature", task)
        else:
            story.act(actor, "drop_signer", task, dice.choice(PEOPLE))
    except Rejected:
        pass


def _play(engine: Engine, seed: int, actions: int) -> None:
    dice = random.Random(seed)
    if dice.random() < 0.3:
        engine.handlers = {"publish": lambda job: None}
        story = Story(engine, "returning_calls", "returning_called", process="outer")
    else:
        story = Story(engine, "returning", experts=["x", "y", "z"][: dice.randint(1, 3)])
    for _ in range(actions):
        if not story.tasks():
            break
        _someone(story, dice)
        engine.run_due_jobs()
    for _ in range(200):
        tasks = story.tasks()
        if not tasks:
            break
        story.act(tasks[0].assignee or "p", "complete", tasks[0], variables={"vote": "yes", "result": "done"})
        engine.run_due_jobs()
    with engine.begin() as work:
        assert work.runtime.get(story.instance.id).state == "completed", story.open()
        assert not work.incidents.list(instance_id=story.instance.id)
    story.consistent()


@pytest.mark.parametrize("seed", range(12))
def test_every_way_back_leads_to_an_end(engine, seed):
    _play(engine, seed, actions=25)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_300))
def test_many_ways_back_lead_to_an_end(engine, seed):
    _play(engine, seed, actions=60)
