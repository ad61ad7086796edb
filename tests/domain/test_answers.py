"""What a complete set of answers is, what decides the plan, and what the schema promises."""

import json
import re
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from forge_tui.domain.answers import Answers, json_schema, normalised
from forge_tui.domain.answers_fields import every_question, sections

MINIMAL = {"version": 1, "domain": "ai.example.com"}


def answers(**more: object) -> Answers:
    return Answers.model_validate({**MINIMAL, **more})


def type_of(field: FieldInfo) -> Any:
    """The type of a field with its validators."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def test_version_and_domain_are_a_complete_set_of_answers() -> None:
    assert normalised(answers())["profile"] == "medium"


def test_answers_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        answers().domain = "other.example.com"  # type: ignore[misc]


def test_the_cluster_and_what_is_asked_do_not_decide_the_plan() -> None:
    here = answers(cluster={"kubeconfig": "/a", "context": "x"}, ask=["tls"])
    assert normalised(here) == normalised(answers())


def test_the_order_of_the_lists_of_components_does_not_decide_the_plan() -> None:
    assert normalised(answers(components={"enable": ["b", "a"]})) == normalised(answers(components={"enable": ["a", "b"]}))


def test_a_path_and_its_reference_decide_the_same_plan() -> None:
    plain = answers(tls={"mode": "files", "certificate": "/tls.crt", "key": "/tls.key"})
    assert normalised(plain) == normalised(answers(tls={"mode": "files", "certificate": "file:/tls.crt", "key": "file:/tls.key"}))


def test_normalised_answers_are_plain_json_in_camel_case() -> None:
    plain = normalised(answers(storage={"readWriteMany": "nfs"}))
    assert json.loads(json.dumps(plain)) == plain
    assert plain["storage"] == {"readWriteOnce": "", "local": "", "readWriteMany": "nfs"}
    assert plain["loadBalancer"] == {"mode": "existing", "pool": []}


def test_a_literal_password_is_in_no_message() -> None:
    with pytest.raises(ValidationError) as caught:
        answers(registry={"mirror": "r.example.com", "username": "me", "password": "hunter2"})
    assert "not a reference" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_answers_that_contradict_each_other_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="threshold is more than the 3 shares"):
        answers(openbao={"shares": 3, "threshold": 5})


@pytest.mark.parametrize("version", [True, 1.0, "1", 2])
def test_only_the_number_of_a_known_version_is_a_version(version: object) -> None:
    with pytest.raises(ValidationError):
        Answers.model_validate({**MINIMAL, "version": version})


def test_every_question_says_what_a_form_needs() -> None:
    for question in every_question():
        assert question.field.title
        assert question.field.description
        assert question.kind
        assert question.section or question.field.examples


def test_every_example_is_a_valid_answer() -> None:
    for question in every_question():
        adapter: TypeAdapter[object] = TypeAdapter(type_of(question.field))
        for example in question.field.examples or ():
            assert adapter.validate_python(example) is not None


def test_the_schema_refuses_what_it_does_not_know_everywhere() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    objects = [schema, *schema["$defs"].values()]
    named = [entry for entry in objects if "properties" in entry]
    assert len(named) == len(list(sections()))
    assert all(entry["additionalProperties"] is False for entry in named)


def test_the_schema_describes_every_answer() -> None:
    schema = json_schema()
    for entry in (schema, *schema["$defs"].values()):
        for name, answer in entry.get("properties", {}).items():
            # What equals the definition that it refers to is told there only.
            whole = {**schema["$defs"].get(answer.get("$ref", "").rpartition("/")[2], {}), **answer}
            assert {"title", "description", "kind"} <= whole.keys(), name


def test_the_schema_refuses_literal_secrets() -> None:
    pattern = json_schema()["$defs"]["Registry"]["properties"]["password"]["pattern"]
    assert re.search(pattern, "env:REGISTRY_PASSWORD")
    assert not re.search(pattern, "hunter2")
