from __future__ import annotations

import threading

import pytest

from engine.errors import DefinitionInvalid, InvalidArgument, NotFound

BPMN = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
  <process id="leave" name="Leave" isExecutable="true">
    <startEvent id="begin"><outgoing>f</outgoing></startEvent>
    <sequenceFlow id="f" sourceRef="begin" targetRef="done"/>
    <endEvent id="done"><incoming>f</incoming></endEvent>
  </process>
</definitions>"""
FORM = b'{"id": "enterprise", "components": []}'


def test_the_same_content_is_one_version_and_other_content_the_next(engine):
    with engine.begin(actor="ann") as work:
        first = work.repository.deploy({"process.bpmn": BPMN, "a.form": FORM}, source="file")
    with engine.begin(actor="bob") as work:
        again = work.repository.deploy({"a.form": FORM, "process.bpmn": BPMN})
        second = work.repository.deploy({"process.bpmn": BPMN})
    assert again == first
    assert (first.process_id, first.version, first.name, first.deployed_by) == ("leave", 1, "Leave", "ann")
    assert second.version == 2
    with engine.begin() as work:
        assert work.repository.latest("leave") == second
        assert work.repository.get(first.id) == first
        assert work.repository.version("leave", 1) == first
        assert work.repository.list("leave") == (second, first)
        assert work.repository.list(latest_only=True) == (second,)


def test_files_and_forms_come_back_as_they_went_in(engine):
    with engine.begin() as work:
        definition = work.repository.deploy({"process.bpmn": BPMN, "a.form": FORM})
        assert work.repository.file(definition.id, "process.bpmn") == BPMN
        assert work.repository.form(definition.id, "enterprise") == FORM
        with pytest.raises(NotFound, match="form other"):
            work.repository.form(definition.id, "other")
        with pytest.raises(NotFound, match="file x"):
            work.repository.file(definition.id, "x")


@pytest.mark.parametrize("encoding", ["UTF-16", "GBK"])
def test_diagrams_are_stored_in_utf8(engine, encoding):
    written = BPMN.decode().replace("Leave", "请假")
    other = written.replace("UTF-8", encoding).encode(encoding)
    with engine.begin() as work:
        definition = work.repository.deploy({"process.bpmn": other})
        assert definition.name == "请假"
        assert work.repository.file(definition.id, "process.bpmn") == written.encode()
        assert work.repository.deploy({"process.bpmn": written.encode()}) == definition


def test_what_would_go_wrong_is_refused_and_warnings_can_be_read_later(engine):
    with engine.begin() as work:
        with pytest.raises(DefinitionInvalid) as refusal:
            work.repository.deploy({"process.bpmn": BPMN, "a.form": FORM, "broken.form": b"{"})
        definition = work.repository.deploy({"process.bpmn": BPMN, "a.form": FORM})
        assert [problem.code for problem in work.repository.problems(definition.id)] == [
            "package.unused_form"
        ]
    assert [problem.code for problem in refusal.value.problems] == ["form.malformed", "package.unused_form"]


def test_a_package_without_an_executable_process_is_refused(engine):
    with engine.begin() as work, pytest.raises(InvalidArgument, match="executable process"):
        work.repository.deploy({"process.bpmn": BPMN.replace(b'isExecutable="true"', b"")})


def test_unknown_definitions_are_not_found(engine):
    with engine.begin() as work:
        for look_up in (
            lambda: work.repository.latest("leave"),
            lambda: work.repository.get("x"),
            lambda: work.repository.version("leave", 3),
            lambda: work.repository.files("x"),
        ):
            with pytest.raises(NotFound):
                look_up()


def test_deployers_of_one_process_wait_for_each_other(engine):
    results = []

    def deploy(number: int) -> None:
        with engine.begin() as work:
            results.append(work.repository.deploy({"process.bpmn": BPMN + b"<!-- %d -->" % number}).version)

    threads = [threading.Thread(target=deploy, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [1, 2, 3, 4]
