"""Whatever happens to the objects and to the connection, the set told is the set the server holds."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.kube_fake_api import Fault, fake_api, status
from tests.adapters.kube_watched import watched

NAMES = st.sampled_from("abcd")
STEPS = st.one_of(
    st.tuples(st.just("set"), NAMES),
    st.tuples(st.just("remove"), NAMES),
    st.tuples(st.sampled_from(["expire", "cut", "end", "410"]), st.just("")),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_after_any_history_the_set_told_is_the_set_of_the_server(history: list[tuple[str, str]]) -> None:
    asyncio.run(_follow(history))


async def _follow(history: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        async with fake_api() as api, watched(api, Path(directory)) as watch:
            for value, (step, name) in enumerate(history):
                match step:
                    case "set":
                        await api.set(name, value)
                    case "remove":
                        await api.remove(name)
                    case "expire":
                        await api.expire()
                    case "cut":
                        api.cut()
                    case "end":
                        await api.end_watches()
                    case _:
                        api.faults.append(Fault("watch=true", 410, status(410, "Expired", "too old resource version")))
                await asyncio.sleep(0)
            await api.set("last", -1)
            while watch.values.get("last") != -1:
                await watch.next()
            expected = {name: manifest["spec"]["value"] for name, manifest in api.objects.items()}
            assert watch.values == expected
