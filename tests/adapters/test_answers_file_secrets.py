"""References are read when they are needed; what goes wrong names the reference and never the content."""

import os
from pathlib import Path

import pytest

from forge_tui.adapters.answers_secrets import read_certificate, read_secret
from forge_tui.domain.failures import SecretUnavailable


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text("hunter2\n")
    path.chmod(0o600)
    return path


def why(reference: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SecretUnavailable) as caught:
        read_secret(reference, environment or {})
    assert "hunter2" not in str(caught.value) + caught.value.remedy
    return caught.value.message


def test_a_variable_is_read() -> None:
    assert read_secret("env:P", {"P": "hunter2"}) == "hunter2"


def test_a_file_is_read_without_the_newline_at_its_end(secret: Path) -> None:
    assert read_secret(f"file:{secret}") == "hunter2"


def test_a_descriptor_is_read(secret: Path) -> None:
    descriptor = os.open(secret, os.O_RDONLY)
    try:
        assert read_secret(f"fd:{descriptor}") == "hunter2"
    finally:
        os.close(descriptor)


def test_a_descriptor_is_empty_when_it_is_read_again(secret: Path) -> None:
    descriptor = os.open(secret, os.O_RDONLY)
    try:
        read_secret(f"fd:{descriptor}")
        assert why(f"fd:{descriptor}") == f"fd:{descriptor}: is empty"
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_may_read_is_refused_by_its_path(secret: Path, mode: int) -> None:
    secret.chmod(mode)
    assert why(f"file:{secret}") == f"file:{secret}: others may read it (mode {mode:04o})"


def test_a_certificate_may_be_readable_by_everybody(secret: Path) -> None:
    secret.chmod(0o644)
    assert read_certificate(f"file:{secret}") == "hunter2"


def test_a_reference_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    assert why("env:P") == "env:P: the variable is not set or empty"
    assert why(f"file:{tmp_path}/no") == f"file:{tmp_path}/no: No such file or directory"
    assert why(f"file:{tmp_path}") == f"file:{tmp_path}: Is a directory"
    assert why("fd:987") == "fd:987: Bad file descriptor"
    assert why("fd:99999999999999999999").startswith("fd:99999999999999999999: ")


def test_content_that_is_no_text_is_not_repeated(secret: Path) -> None:
    secret.write_bytes(b"hunter2\xff")
    assert why(f"file:{secret}") == f"file:{secret}: is not UTF-8 text"


def test_a_literal_is_refused_and_not_repeated() -> None:
    assert why("hunter2") == "a secret is given that is not a reference"
