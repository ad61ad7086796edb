"""Every test of the screens is marked so, and fails when the loop was held for a tenth of a second."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.watchdog import watching

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fast suite leaves them out: drawing takes its time."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.screen)


@pytest.fixture(autouse=True)
def nothing_holds_the_loop() -> Iterator[None]:
    """See watchdog.py."""
    with watching() as dog:
        yield
    assert not dog.held, "the event loop was held:\n" + "\n".join(dog.held)
