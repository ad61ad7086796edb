"""Builds the lab's programs from pinned Go modules, once per pin, into a cache outside the checkout.

The cache is complete: besides the programs it holds the files of their modules that a running lab reads (`assets`), so that
a machine with a warm cache needs no Go.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
KUBERNETES = "v1.34.4"
TAGS = "sqlite sqlite_unlock_notify"
# Kubernetes and helm take their own version from the linker: without it charts' kubeVersion checks fail.
LINKER_FLAGS = " ".join(
    (
        "-s -w",
        f"-X k8s.io/component-base/version.gitVersion={KUBERNETES}",
        "-X k8s.io/component-base/version.gitMajor=1",
        "-X k8s.io/component-base/version.gitMinor=34",
        "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1",
        "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=34",
        "-X helm.sh/helm/v3/internal/version.version=v3.21.3",
    )
)
SYSTEM_PROGRAMS = ("openssl", "git")


class LabUnavailable(RuntimeError):
    """The lab cannot run on this machine; the text says why."""


@dataclass(frozen=True)
class Program:
    """One folder under `programs/`: what is built from it and what a running lab reads from its module."""

    name: str
    packages: tuple[str, ...]
    binaries: tuple[str, ...]
    cold: str
    module: str = ""
    assets: tuple[str, ...] = field(default=())


BUILT = (
    Program(
        "kubernetes",
        tuple(f"k8s.io/kubernetes/cmd/{name}" for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl")),
        ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"),
        "4 min 30 s",
    ),
    Program("etcd", ("go.etcd.io/etcd/server/v3",), ("etcd",), "15 s"),
    Program("kwok", ("sigs.k8s.io/kwok/cmd/kwok",), ("kwok",), "1 min 5 s", "sigs.k8s.io/kwok", ("kustomize/stage",)),
    Program(
        "argocd",
        ("github.com/argoproj/argo-cd/v3/cmd",),
        ("argocd",),
        "3 min 30 s",
        "github.com/argoproj/argo-cd/v3",
        ("manifests/crds", "manifests/base/application-controller"),
    ),
    Program("gitea", ("code.gitea.io/gitea",), ("gitea",), "3 min 30 s", "code.gitea.io/gitea", ("options", "templates", "public")),
    Program("vault", (".",), ("vault",), "1 min 35 s"),
    Program("helm", ("helm.sh/helm/v3/cmd/helm",), ("helm",), "1 min 5 s"),
)


def cache() -> Path:
    """Return the folder of built programs: FORGE_LAB_CACHE, or forge-tui-lab in the user's cache."""
    if chosen := os.environ.get("FORGE_LAB_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "forge-tui-lab"


def binary(name: str) -> Path:
    """Return where the program `name` is, or will be."""
    return cache() / "bin" / name


def asset(program: str, path: str) -> Path:
    """Return where a file or folder of a program's module is, or will be."""
    return cache() / "assets" / program / path


def available() -> str | None:
    """Say why no lab can run here; None when it can, after a build if need be."""
    if missing := [name for name in SYSTEM_PROGRAMS if shutil.which(name) is None]:
        return f"the lab needs {' and '.join(missing)}"
    if shutil.which("redis-server") is None and not _may_install():
        return "the lab needs redis-server, which is not installed"
    if any(not _fresh(program) for program in BUILT) and shutil.which("go") is None:
        return f"the lab's programs are not built in {cache()} and there is no Go to build them"
    return None


def to_stderr(line: str) -> None:
    """Write a line of progress past pytest's capture."""
    with os.fdopen(os.dup(sys.__stderr__.fileno() if sys.__stderr__ else 2), "w") as terminal:
        terminal.write(f"{line}\n")


def build(report: Callable[[str], None] = to_stderr) -> None:
    """Build what is missing or older than its pins; does nothing when all is there.

    Raises:
        LabUnavailable: Something needed is missing, or a build failed.
    """
    if reason := available():
        raise LabUnavailable(reason)
    if shutil.which("redis-server") is None:
        _run(["apt-get", "install", "-y", "-qq", "redis-server"], Path("/"))
    if all(_fresh(program) for program in BUILT):
        return
    with _only_one():
        for number, program in enumerate(BUILT, start=1):
            if not _fresh(program):
                report(f"building {program.name} ({number} of {len(BUILT)}), about {program.cold} cold")
                _build(program)


def _build(program: Program) -> None:
    folder = PROGRAMS / program.name
    output = binary("") if len(program.binaries) > 1 else binary(program.binaries[0])
    binary("").mkdir(parents=True, exist_ok=True)
    target = f"{output}/" if len(program.binaries) > 1 else str(output)
    _run(["go", "build", "-tags", TAGS, "-ldflags", LINKER_FLAGS, "-o", target, *program.packages], folder)
    gather_assets(program)
    for stale in binary("").glob(f".{program.name}.*"):
        stale.unlink()
    _stamp(program).touch()


def gather_assets(program: Program) -> None:
    """Copy what a running lab reads from the program's Go module."""
    if not program.assets:
        return
    module = Path(_run(["go", "list", "-m", "-f", "{{.Dir}}", program.module], PROGRAMS / program.name).strip())
    for path in program.assets:
        target = asset(program.name, path)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(module / path, target, copy_function=shutil.copyfile)
    for folder in [asset(program.name, ""), *asset(program.name, "").rglob("*/")]:
        folder.chmod(0o755)


def _stamp(program: Program) -> Path:
    folder = PROGRAMS / program.name
    digest = hashlib.sha256()
    for path in [folder / "go.mod", folder / "go.sum", *sorted(folder.glob("*.go"))]:
        digest.update(path.read_bytes())
    digest.update(" ".join((TAGS, LINKER_FLAGS, *program.packages, *program.assets)).encode())
    return binary("") / f".{program.name}.{digest.hexdigest()[:16]}"


def _fresh(program: Program) -> bool:
    return _stamp(program).exists() and all(binary(name).exists() for name in program.binaries)


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@contextmanager
def _only_one() -> Iterator[None]:
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabUnavailable(f"{' '.join(command[:3])} in {folder.name} failed: {done.stderr[-600:].strip()}")
    return done.stdout
