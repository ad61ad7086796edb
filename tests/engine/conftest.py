"""Every async test of this folder runs in virtual time, over a bundle of six small components."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.platform import Platform, platform_of, still_of
from tests.virtual_time import pytest_asyncio_loop_factories

__all__ = ["pytest_asyncio_loop_factories"]


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    """A running simulation where everything goes well."""
    async with platform_of(tmp_path) as platform:
        yield platform


@pytest.fixture
async def still(tmp_path: Path) -> AsyncIterator[Platform]:
    """A cluster in which nothing moves by itself."""
    async with still_of(tmp_path) as platform:
        yield platform
