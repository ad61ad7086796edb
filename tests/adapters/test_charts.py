"""Charts completed from a real HTTP server on loopback: verified, cached, mirrored, and honest about what went wrong."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from forge_tui.adapters.chart_fetch import LIMIT_BYTES
from forge_tui.adapters.charts import UpstreamCharts
from forge_tui.domain.catalogue import Catalogue
from forge_tui.domain.component import Component
from forge_tui.domain.failures import CatalogueInvalid, ChartSourceUnreachable, ChecksumMismatch, HelmMissing
from forge_tui.ports import VendoredCharts
from tests.lab.chart_server import CUT, ChartServer, Fault
from tests.lab.stand_in_charts import Download, StandIns
from tests.lab.waiting import until

REPOSITORY = "https://charts.example.org/stable"
MANIFEST = "https://files.example.org/v1/install.yaml"
REGISTRY = "oci://registry.example.org/charts"
ARCHIVE = b"not really an archive, and nobody opens it"
TGZ = "charts/alpha/charts/upstream-1.2.3.tgz"
CATALOGUE = Catalogue({name: Component(name, name, "platform", name, f"charts/{name}", "1", 0) for name in ("alpha", "beta")})


def published(archive: bytes = ARCHIVE, manifest: bytes = b"kind: ConfigMap\n") -> StandIns:
    shelf = StandIns()
    chart = Download("alpha", REPOSITORY, archive, "upstream", "1.2.3")
    shelf.downloads = {"alpha": chart, "beta": Download("beta", MANIFEST, manifest)}
    return shelf


@pytest.fixture
def server() -> Iterator[ChartServer]:
    with ChartServer(published()) as server:
        yield server


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    alpha = f"apiVersion: v2\nname: alpha\nversion: 1.0.0\ndependencies: [{{name: upstream, version: 1.2.3, repository: '{REPOSITORY}'}}]\n"
    note = f"forge-tui.io/manifest-url: '{MANIFEST}', forge-tui.io/manifest-version: v1"
    write(
        folder,
        {
            "charts/alpha/Chart.yaml": alpha,
            "charts/alpha/templates/a.yaml": "kind: A\n",
            "charts/beta/Chart.yaml": f"apiVersion: v2\nname: beta\nversion: 1.0.0\nannotations: {{{note}}}\n",
            "charts/gamma/Chart.yaml": "name: gamma\n",
            "root/values.yaml": "components: {}\n",
        },
    )
    lock(folder)
    return folder


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)


def lock(bundle: Path, archive: str = "", manifest: str = "") -> None:
    entries = [
        {"component": "alpha", "name": "upstream", "version": "1.2.3", "repository": REPOSITORY, "sha256": archive},
        {"component": "beta", "name": "beta", "version": "v1", "url": MANIFEST, "sha256": manifest},
    ]
    (bundle / "charts" / "charts.lock").write_text(yaml.safe_dump({"dependencies": entries}))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def source(bundle: Path, server: ChartServer, *, stall_s: float = 5.0, helm: str = "no-such-helm") -> UpstreamCharts:
    mirrors = [("https://", f"{server.url}/")]
    return UpstreamCharts(bundle, bundle.parent / "cache", helm=helm, mirrors=mirrors, stall_s=stall_s, retry_after_s=(0,))


async def vendored(charts: UpstreamCharts) -> VendoredCharts:
    return await charts.vendor(CATALOGUE, lambda message, done, total: None)


async def test_what_is_fetched_lies_where_helm_looks_for_it(bundle: Path, server: ChartServer) -> None:
    result = await vendored(source(bundle, server))
    assert result.files[TGZ] == ARCHIVE
    assert result.files["charts/beta/files/vendored/manifest.yaml"] == b"kind: ConfigMap\n"
    assert (result.directory / TGZ).read_bytes() == ARCHIVE
    on_disk = {str(path.relative_to(result.directory)) for path in result.directory.rglob("*") if path.is_file()}
    assert on_disk == set(result.files)


async def test_only_the_charts_of_the_plan_and_the_root_are_there(bundle: Path, server: ChartServer) -> None:
    result = await vendored(source(bundle, server))
    assert {path.rpartition("/")[0].split("/charts/")[0] for path in result.files} >= {"charts/alpha", "root"}
    assert not any(path.startswith("charts/gamma") for path in result.files)


async def test_first_downloads_are_told_with_their_digest(bundle: Path, server: ChartServer) -> None:
    result = await vendored(source(bundle, server))
    assert result.unpinned[0] == f"alpha: upstream 1.2.3 sha256:{sha256(ARCHIVE)}"
    lock(bundle, archive=sha256(ARCHIVE))
    assert [note.split(":")[0] for note in (await vendored(source(bundle, server))).unpinned] == ["beta"]


async def test_progress_counts_every_file_once(bundle: Path, server: ChartServer) -> None:
    told: list[tuple[str, int, int]] = []
    await source(bundle, server).vendor(CATALOGUE, lambda *words: told.append(words))
    assert sorted(message for message, _, _ in told) == ["beta v1", "upstream 1.2.3"]
    assert [(done, total) for _, done, total in told] == [(1, 2), (2, 2)]


async def test_the_second_time_needs_no_network_and_gives_the_same(bundle: Path, server: ChartServer) -> None:
    first = await vendored(source(bundle, server))
    server.heal()
    second = await vendored(source(bundle, server))
    assert (second.directory, second.files) == (first.directory, first.files)
    assert not server.requests


async def test_a_file_of_the_bundle_is_taken_without_a_network(bundle: Path, server: ChartServer) -> None:
    write(bundle, {TGZ: ARCHIVE.decode(), "charts/beta/files/vendored/manifest.yaml": "kind: Own\n"})
    result = await vendored(source(bundle, server))
    assert result.files["charts/beta/files/vendored/manifest.yaml"] == b"kind: Own\n"
    assert not server.requests


async def test_other_bytes_than_the_lock_pins_are_refused_with_both_digests(bundle: Path, server: ChartServer) -> None:
    lock(bundle, archive=sha256(b"good"))
    with pytest.raises(ChecksumMismatch, match=f"alpha: upstream .* {sha256(ARCHIVE)}, charts.lock pins {sha256(b'good')}"):
        await vendored(source(bundle, server))


async def test_other_bytes_than_the_first_download_are_refused(bundle: Path, server: ChartServer) -> None:
    await vendored(source(bundle, server))
    for blob in (bundle.parent / "cache" / "blobs").iterdir():
        blob.unlink()
    server.serve(published(archive=b"replaced"))
    with pytest.raises(ChecksumMismatch, match=f"the first download had {sha256(ARCHIVE)}"):
        await vendored(source(bundle, server))


async def test_other_bytes_than_the_index_states_are_refused(bundle: Path, server: ChartServer) -> None:
    server.fail("upstream-1.2.3.tgz", Fault(content=b"tampered"))
    with pytest.raises(ChecksumMismatch, match="the repository's index states"):
        await vendored(source(bundle, server))
    assert not (bundle.parent / "cache" / "trusted.lock").exists()


async def test_a_damaged_cache_is_fetched_again(bundle: Path, server: ChartServer) -> None:
    first = await vendored(source(bundle, server))
    for blob in (bundle.parent / "cache" / "blobs").iterdir():
        blob.write_bytes(b"half")
    (first.directory / TGZ).write_bytes(b"half")
    (first.directory / "charts" / "alpha" / "left-over.yaml").write_text("kind: Ghost\n")
    again = await vendored(source(bundle, server))
    assert again.files == first.files
    assert (again.directory / TGZ).read_bytes() == ARCHIVE
    assert not (again.directory / "charts" / "alpha" / "left-over.yaml").exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(status=404), "answers 404"),
        (Fault(status=503), "answers 503"),
        (CUT, "the answer was cut off"),
        (Fault(stall_s=30), "no answer within 0.2 s"),
        (Fault(content=b": not an index: ["), "lists no upstream 1.2.3"),
    ],
    ids=["404", "503", "cut", "stall", "no index"],
)
async def test_a_failed_fetch_names_component_address_and_what_happened(
    bundle: Path, server: ChartServer, fault: Fault, words: str
) -> None:
    server.fail("index.yaml", fault)
    with pytest.raises(ChartSourceUnreachable) as caught:
        await vendored(source(bundle, server, stall_s=0.2))
    assert f"alpha needs upstream 1.2.3, but {server.address_of(REPOSITORY)}/index.yaml: {words}" in str(caught.value)


async def test_a_closed_port_is_told_as_refused(bundle: Path, server: ChartServer) -> None:
    nowhere = UpstreamCharts(bundle, bundle.parent / "cache", mirrors=[("https://", "http://127.0.0.1:1/")], retry_after_s=())
    with pytest.raises(ChartSourceUnreachable, match=r"connect call failed|connection refused"):
        await vendored(nowhere)


@pytest.mark.parametrize("fault", [CUT, Fault(status=503), Fault(stall_s=30)], ids=["cut", "503", "stall"])
async def test_one_failure_is_survived(bundle: Path, server: ChartServer, fault: Fault) -> None:
    server.fail("upstream-1.2.3.tgz", fault, times=1)
    assert (await vendored(source(bundle, server, stall_s=0.3))).files[TGZ] == ARCHIVE


async def test_a_404_is_not_asked_for_twice(bundle: Path, server: ChartServer) -> None:
    server.fail("index.yaml", Fault(status=404))
    with pytest.raises(ChartSourceUnreachable):
        await vendored(source(bundle, server))
    assert server.requests["charts.example.org/stable/index.yaml"] == 1


async def test_what_is_too_large_is_refused(bundle: Path, server: ChartServer) -> None:
    server.fail("install.yaml", Fault(content=bytes(LIMIT_BYTES + 1)))
    with pytest.raises(ChartSourceUnreachable, match=r"beta needs .* sends more than 64 MB"):
        await vendored(source(bundle, server))


async def test_the_longest_prefix_of_several_mirrors_decides(bundle: Path, server: ChartServer) -> None:
    mirrors = [
        ("https://", "http://127.0.0.1:1/"),
        ("https://files.", f"{server.url}/files."),
        ("https://charts.", f"{server.url}/charts."),
    ]
    charts = UpstreamCharts(bundle, bundle.parent / "cache", mirrors=mirrors, retry_after_s=())
    assert (await vendored(charts)).files[TGZ] == ARCHIVE


async def test_cancelling_a_stalled_fetch_takes_effect_at_once(bundle: Path, server: ChartServer) -> None:
    server.fail("", Fault(stall_s=30))
    task = asyncio.create_task(vendored(source(bundle, server, stall_s=30)))
    await asyncio.to_thread(until, lambda: bool(server.requests), 10, what="the server is asked")
    task.cancel()
    # Long before the stall itself would end.
    done, _ = await asyncio.wait({task}, timeout=20)
    assert done == {task}
    assert task.cancelled()


async def test_a_missing_chart_is_named(bundle: Path, server: ChartServer) -> None:
    (bundle / "charts/alpha/Chart.yaml").unlink()
    with pytest.raises(CatalogueInvalid, match=r"alpha/Chart\.yaml cannot be read"):
        await vendored(source(bundle, server))


def from_registry(bundle: Path) -> None:
    place = bundle / "charts/alpha/Chart.yaml"
    place.write_text(place.read_text().replace(REPOSITORY, REGISTRY))


def fake_helm(folder: Path, body: str) -> str:
    program = folder / "fake-helm"
    program.write_text(f"#!{sys.executable}\nimport sys, pathlib\narguments = sys.argv[1:]\n{body}\n")
    program.chmod(0o755)
    return str(program)


async def test_a_chart_of_a_registry_is_pulled_with_helm(bundle: Path, server: ChartServer, tmp_path: Path) -> None:
    from_registry(bundle)
    wanted = ["pull", f"{REGISTRY}/upstream", "--version", "1.2.3", "--destination"]
    save = f"pathlib.Path(arguments[5], 'upstream-1.2.3.tgz').write_bytes({ARCHIVE!r})"
    charts = source(bundle, server, helm=fake_helm(tmp_path, f"assert arguments[:5] == {wanted}, arguments\n{save}"))
    assert (await vendored(charts)).files[TGZ] == ARCHIVE


async def test_what_helm_says_about_a_registry_is_repeated(bundle: Path, server: ChartServer, tmp_path: Path) -> None:
    from_registry(bundle)
    charts = source(bundle, server, helm=fake_helm(tmp_path, "sys.exit('Error: upstream:1.2.3: not found')"))
    with pytest.raises(ChartSourceUnreachable, match=f"alpha needs upstream 1.2.3, but {REGISTRY}/upstream: upstream:1.2.3: not found"):
        await vendored(charts)


async def test_a_registry_without_helm_asks_for_helm(bundle: Path, server: ChartServer) -> None:
    from_registry(bundle)
    with pytest.raises(HelmMissing, match="there is no program no-such-helm"):
        await vendored(source(bundle, server))


async def test_a_mirror_turns_a_registry_into_a_repository(bundle: Path, server: ChartServer) -> None:
    from_registry(bundle)
    mirrors = [("https://", f"{server.url}/"), (REGISTRY, f"{server.url}/charts.example.org/stable")]
    charts = UpstreamCharts(bundle, bundle.parent / "cache", helm="no-such-helm", mirrors=mirrors, retry_after_s=())
    assert (await vendored(charts)).files[TGZ] == ARCHIVE


async def test_a_cache_that_cannot_be_written_is_told_with_a_remedy(bundle: Path, server: ChartServer) -> None:
    (bundle.parent / "cache").write_text("a file where a folder should be")
    with pytest.raises(ChartSourceUnreachable, match=r"chart cache .* cannot be written") as caught:
        await vendored(source(bundle, server))
    assert "--cache-dir" in caught.value.remedy
