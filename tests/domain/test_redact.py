"""Secrets that were learned never come out again."""

import base64
import json
import string
import time
from urllib.parse import quote, quote_plus

from hypothesis import assume, given
from hypothesis import strategies as st

from forge_tui.domain.redact import REDACTED, Redactor

SECRETS = st.text(st.characters(codec="utf-8"), min_size=4, max_size=40).filter(lambda s: len(s.strip()) >= 4)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.lists(SECRETS, min_size=1, max_size=5), TEXTS, TEXTS)
def test_no_learned_secret_is_left_in_any_text(secrets: list[str], before: str, after: str) -> None:
    assume(not any(set(secret) & set(REDACTED) for secret in secrets))
    redactor = Redactor(secrets)
    for secret in secrets:
        cleaned = redactor.redact(before + secret + after)
        assert not any(each in cleaned for each in secrets)


@given(SECRETS)
def test_encoded_forms_are_replaced_too(secret: str) -> None:
    redactor = Redactor([secret])
    raw = secret.encode()
    forms = [base64.b64encode(raw), base64.urlsafe_b64encode(raw), base64.b64encode(raw).rstrip(b"=")]
    for form in [*(form.decode() for form in forms), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]:
        assert form not in redactor.redact(f"<{form}>") or form in REDACTED


def test_a_password_inside_a_basic_auth_header_is_found_at_every_alignment() -> None:
    redactor = Redactor(["correct-horse-battery"])
    for user in ("a", "ab", "abc"):
        header = base64.b64encode(f"{user}:correct-horse-battery".encode()).decode()
        cleaned = redactor.redact(header)
        assert REDACTED in cleaned
        assert len(cleaned.replace(REDACTED, "")) < 12


def test_the_longest_secret_wins() -> None:
    redactor = Redactor(["hvs.abcd", "hvs.abcdefgh"])
    assert redactor.redact("token hvs.abcdefgh!") == f"token {REDACTED}!"


def test_short_secrets_are_ignored_and_nothing_learned_changes_nothing() -> None:
    redactor = Redactor(["abc", "", "    ", b"xyz"])
    assert redactor.redact("abc xyz") == "abc xyz"


def test_lines_of_a_private_key_are_secrets_and_its_header_is_not() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n"
    redactor = Redactor([key])
    assert redactor.redact("seen: kqhkiG9w0BAQEF") == f"seen: {REDACTED}"
    assert redactor.redact("-----BEGIN KEY-----") == "-----BEGIN KEY-----"


def test_a_document_is_redacted_in_its_values_and_keys() -> None:
    redactor = Redactor([b"s3cr3t-token"])
    document = {"a s3cr3t-token": ["x", ("s3cr3t-token",), {"n": 1, "none": None, "yes": True}]}
    assert redactor.redact_document(document) == {f"a {REDACTED}": ["x", [REDACTED], {"n": 1, "none": None, "yes": True}]}


def test_what_is_learned_later_is_redacted_from_then_on() -> None:
    redactor = Redactor()
    assert redactor.redact("late-secret") == "late-secret"
    redactor.learn("late-secret")
    assert redactor.redact("late-secret") == REDACTED
    assert "late-secret" not in repr(redactor)


def test_a_thousand_secrets_slow_nothing_down() -> None:
    alphabet = string.ascii_letters + string.digits
    secrets = [f"{alphabet[n % 62]}{alphabet[n // 62 % 62]}{n:05d}{alphabet[::-1][n % 50 :]}" for n in range(1000)]
    redactor = Redactor(secrets)
    assert REDACTED in redactor.redact(secrets[500])
    line = "12:41:03 kserve: pod kserve-controller-manager-7d9c5 ImagePullBackOff, 404 from the registry " * 2
    begin = time.process_time()
    for _ in range(1000):
        redactor.redact(line)
    assert time.process_time() - begin < 2
