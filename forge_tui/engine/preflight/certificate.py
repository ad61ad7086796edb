"""The certificate and the key of the domain can be read, and look like what they should be."""

from __future__ import annotations

from forge_tui.engine.checks import Finding, Question, failed, passed, skipped

NAME = "certificate"
TITLE = "Certificate"
_HOW = "Correct tls.certificate and tls.key, PEM files both, then run again."


async def check(question: Question) -> Finding:
    """Read here, before anything changes; the adapter raises which reference gives nothing, and the key is never told."""
    tls, reveal = question.plan.answers["tls"], question.adapters.reveal
    if tls["mode"] != "files":
        return skipped(f"tls.mode is {tls['mode']}: no files to read")
    if "-----BEGIN CERTIFICATE-----" not in reveal(tls["certificate"], False):
        return failed("tls.certificate holds no certificate", _HOW)
    if "PRIVATE KEY-----" not in reveal(tls["key"], True):
        return failed("tls.key holds no private key", _HOW)
    return passed("both files can be read")
