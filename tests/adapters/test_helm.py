"""The helm program: rendering with a real one, and how it is started, stopped and kept from telling secrets."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from forge_tui.adapters.helm import HelmProgram
from forge_tui.adapters.helm_command import HelmCommand, HelmExit, environment, run_program, words_of
from forge_tui.domain.failures import ClusterUnreachable, HelmFailed, HelmMissing, HelmTooOld
from forge_tui.ports import Release
from tests.lab.build import binary
from tests.lab.waiting import until

KUBE_VERSION = "v1.34.4"
WITHIN_S = 30.0


async def forget_nothing(namespace: str, name: str, revision: int) -> None:
    raise AssertionError(f"{namespace}/{name} {revision} needs no repair")


@pytest.fixture
def program() -> str:
    found = shutil.which("helm") or (str(binary("helm")) if binary("helm").exists() else None)
    return found or pytest.skip("helm is not installed")


@pytest.fixture
def helm(program: str, tmp_path: Path) -> HelmProgram:
    return HelmProgram(program, tmp_path / "home", forget_revision=forget_nothing)


def chart(folder: Path, files: Mapping[str, str]) -> Path:
    own = {"Chart.yaml": "apiVersion: v2\nname: sample\nversion: 1.0.0\n", "values.yaml": "text: default\n"}
    for path, content in {**own, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def config_map(name: str, body: str, annotations: str = "") -> str:
    note = f"\n  annotations: {{{annotations}}}" if annotations else ""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}{note}\ndata:\n  value: {body}\n"


async def rendered(helm: HelmProgram, folder: Path, **values: Any) -> dict[str, Any]:
    manifests = await helm.template(Release("sample", "space", folder, values), kube_version=KUBE_VERSION)
    return {manifest["metadata"]["name"]: manifest for manifest in manifests}


@pytest.mark.helm
class TestRendering:
    """`template` with a real helm."""

    async def test_values_and_the_clusters_version_reach_the_templates(self, helm: HelmProgram, tmp_path: Path) -> None:
        body = config_map("one", '"{{ .Values.text }} {{ .Capabilities.KubeVersion.Version }} {{ .Release.Namespace }}"')
        found = await rendered(helm, chart(tmp_path / "c", {"templates/a.yaml": body}), text="given")
        assert found["one"]["data"]["value"] == "given v1.34.4 space"

    async def test_crds_and_hooks_are_there_and_tests_are_not(self, helm: HelmProgram, tmp_path: Path) -> None:
        files = {
            "crds/c.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: widgets.example.org\n",
            "templates/hook.yaml": config_map("hook", "x", '"helm.sh/hook": "pre-install,test"'),
            "templates/test.yaml": config_map("test", "x", '"helm.sh/hook": test'),
        }
        assert (await rendered(helm, chart(tmp_path / "c", files))).keys() == {"widgets.example.org", "hook"}

    async def test_the_objects_of_a_list_come_one_by_one(self, helm: HelmProgram, tmp_path: Path) -> None:
        items = "\n".join(f"- {{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}}}" for name in ("a", "b"))
        files = {"templates/l.yaml": f"apiVersion: v1\nkind: List\nitems:\n{items}\n"}
        assert (await rendered(helm, chart(tmp_path / "c", files))).keys() == {"a", "b"}

    async def test_dates_and_signs_stay_texts(self, helm: HelmProgram, tmp_path: Path) -> None:
        found = await rendered(helm, chart(tmp_path / "c", {"templates/a.yaml": config_map("one", "2026-01-01\n  sign: =")}))
        assert found["one"]["data"] == {"value": "2026-01-01", "sign": "="}

    async def test_a_vendored_dependency_is_rendered_without_a_network(self, helm: HelmProgram, program: str, tmp_path: Path) -> None:
        inner = chart(tmp_path / "inner", {"Chart.yaml": "apiVersion: v2\nname: inner\nversion: 0.1.0\n"})
        (inner / "templates").mkdir()
        (inner / "templates" / "a.yaml").write_text(config_map("inside", "x"))
        needs = "apiVersion: v2\nname: sample\nversion: 1.0.0\ndependencies: [{name: inner, version: 0.1.0, repository: 'https://nowhere.invalid'}]\n"
        outer = chart(tmp_path / "outer", {"Chart.yaml": needs})
        (outer / "charts").mkdir()
        await run_program([program, "package", str(inner), "-d", str(outer / "charts")], environment(os.environ, tmp_path / "h"))
        assert "inside" in await rendered(helm, outer)

    async def test_a_chart_that_does_not_render_is_told_in_helms_words(self, helm: HelmProgram, tmp_path: Path) -> None:
        files = {"templates/a.yaml": '{{ required "the domain is missing" .Values.domain }}'}
        with pytest.raises(HelmFailed, match=r"helm cannot render chart c: .*the domain is missing"):
            await rendered(helm, chart(tmp_path / "c", files))

    async def test_an_unreachable_cluster_is_told_as_such(self, program: str, tmp_path: Path) -> None:
        config = tmp_path / "kubeconfig"
        config.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n"
            "users: [{name: u, user: {}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n"
        )
        helm = HelmProgram(program, tmp_path / "home", forget_revision=forget_nothing, kubeconfig=config)
        with pytest.raises(ClusterUnreachable, match="connection refused"):
            await helm.install(Release("sample", "space", chart(tmp_path / "c", {}), {}))


def fake_helm(folder: Path, body: str) -> str:
    place = folder / "fake-helm"
    place.write_text(f"#!{sys.executable}\n{body}")
    place.chmod(0o755)
    return str(place)


async def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(HelmMissing, match="there is no program helm-that-is-nowhere on PATH"):
        await HelmProgram("helm-that-is-nowhere", tmp_path, forget_revision=forget_nothing).version()


@pytest.mark.parametrize("said", ["v3.13.9", "v2.17.0+gabc"])
async def test_an_old_helm_is_refused_with_its_version(tmp_path: Path, said: str) -> None:
    helm = HelmProgram(fake_helm(tmp_path, f"print('{said}')"), tmp_path, forget_revision=forget_nothing)
    with pytest.raises(HelmTooOld, match=r"at least 3\.14"):
        await helm.version()


@pytest.mark.parametrize(("said", "version"), [("v3.14.0", "3.14.0"), ("v4.3", "4.3"), ("v4.3.1+gabc", "4.3.1+gabc")])
async def test_a_newer_helm_tells_its_version(tmp_path: Path, said: str, version: str) -> None:
    helm = HelmProgram(fake_helm(tmp_path, f"print('{said}')"), tmp_path, forget_revision=forget_nothing)
    assert await helm.version() == version


async def test_a_program_that_is_not_helm_is_refused(tmp_path: Path) -> None:
    helm = HelmProgram(fake_helm(tmp_path, "print('hello')"), tmp_path, forget_revision=forget_nothing)
    with pytest.raises(HelmFailed, match="no version that we understand"):
        await helm.version()


async def test_values_never_stand_in_argv_or_environment(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    body = f"import os, sys\nopen({str(seen)!r}, 'w').write(repr((sys.argv, dict(os.environ))))\nprint('v3.20.0')\nsys.stdin.read()"
    helm = HelmProgram(fake_helm(tmp_path, body), tmp_path, forget_revision=forget_nothing)
    with pytest.raises(HelmFailed):
        await helm.template(Release("sample", "space", tmp_path, {"password": "canary-4711"}), kube_version=KUBE_VERSION)
    assert "--include-crds" in seen.read_text()
    assert "canary-4711" not in seen.read_text()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def written(place: Path) -> str:
    await asyncio.to_thread(until, place.exists, WITHIN_S, what=f"{place.name} is written")
    return await asyncio.to_thread(place.read_text)


FAMILY = """
import os, signal, subprocess, sys, time
if IGNORE: signal.signal(signal.SIGTERM, lambda *_: open(PLACE + ".told", "w").close())
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(PLACE + ".new", "w").write(f"{os.getpid()} {child.pid}\\n")
os.rename(PLACE + ".new", PLACE)
sys.stdout.write("x" * 1000000); sys.stdout.flush()
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_cancelling_stops_helm_and_all_that_it_started(tmp_path: Path) -> None:
    place = tmp_path / "pids"
    program = fake_helm(tmp_path, FAMILY.replace("IGNORE", "False").replace("PLACE", repr(str(place))))
    task = asyncio.create_task(run_program([program], dict(os.environ)))
    pids = [int(pid) for pid in (await written(place)).split()]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # The kernel may need a moment to bury what has been killed.
    await asyncio.to_thread(until, lambda: not any(map(alive, pids)), 5, what="helm and its child have ended")
    assert not any(map(alive, pids))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_a_second_cancel_does_not_wait_for_a_helm_that_ignores_the_first(tmp_path: Path) -> None:
    place = tmp_path / "pids"
    program = fake_helm(tmp_path, FAMILY.replace("IGNORE", "True").replace("PLACE", repr(str(place))))
    task = asyncio.create_task(run_program([program], dict(os.environ)))
    pids = [int(pid) for pid in (await written(place)).split()]
    task.cancel()
    await asyncio.to_thread(until, Path(f"{place}.told").exists, WITHIN_S, what="helm is told to end")
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done == {task}
    assert task.cancelled()
    await asyncio.to_thread(until, lambda: not any(map(alive, pids)), 5, what="helm and its child have ended")
    assert not any(map(alive, pids))


async def test_output_without_end_is_cut_and_told(tmp_path: Path) -> None:
    program = fake_helm(tmp_path, "import sys\nwhile True: sys.stdout.write('x' * 100000)")
    with pytest.raises(HelmExit, match="wrote more than 1000000 bytes"):
        await run_program([program], dict(os.environ), limit_bytes=1_000_000)


async def test_a_program_that_does_not_read_its_input_is_no_error_of_ours(tmp_path: Path) -> None:
    program = fake_helm(tmp_path, "import sys\nsys.exit('Error: unknown flag: --x')")
    with pytest.raises(HelmExit, match="unknown flag: --x"):
        await run_program([program], dict(os.environ), b"x" * 10_000_000)


def test_helm_gets_what_it_needs_and_nothing_else(tmp_path: Path) -> None:
    given = {"PATH": "/bin", "AWS_PROFILE": "p", "HTTPS_PROXY": "q", "HELM_DRIVER": "sql", "GITHUB_TOKEN": "secret", "KUBECONFIG": "k"}
    kept = environment(given, tmp_path)
    assert {name for name in kept if not name.startswith("HELM_")} == {"PATH", "AWS_PROFILE", "HTTPS_PROXY"}
    assert {kept[name] for name in kept if name.endswith("_HOME")} == {str(tmp_path / name) for name in ("cache", "config", "data")}
    assert environment(given, tmp_path, with_kubeconfig=True)["KUBECONFIG"] == "k"


def test_what_helm_says_is_shortened_and_loses_secrets_and_control_characters() -> None:
    said = b'WARNING: old\nfirst\nError: GET https://user:hunter2@host/x\x1b[31m failed, token: abc123 password="s p"\n\n'
    words = words_of(said)
    assert words == "first; Error: GET https://***@host/x[31m failed, token: *** password=***"
    assert len(words_of(b"x" * 5000)) == 600


ALONE = """
import os, time
open(PLACE + ".new", "w").write(str(os.getpid()))
os.rename(PLACE + ".new", PLACE)
time.sleep(600)
"""
ORPHAN = """
import asyncio, os, sys
from forge_tui.adapters.helm_command import run_program
asyncio.run(run_program([sys.argv[1]], dict(os.environ)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
async def test_helm_ends_when_we_are_killed(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    program = fake_helm(tmp_path, ALONE.replace("PLACE", repr(str(place))))
    ourselves = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ORPHAN, program, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    pid = int(await written(place))
    ourselves.kill()
    await ourselves.wait()
    await asyncio.to_thread(until, lambda: not alive(pid), WITHIN_S, what="helm has ended")
    assert not alive(pid)


async def test_charts_are_rendered_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helm = HelmProgram(sys.executable, tmp_path / "home", forget_revision=forget_nothing)
    running, most = 0, 0

    async def render(*_: object) -> bytes:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return b""

    monkeypatch.setattr(HelmCommand, "render", render)
    folder = chart(tmp_path / "c", {})
    await asyncio.gather(*(rendered(helm, folder) for _ in range(40)))
    assert 1 < most <= max(2, os.cpu_count() or 2)
