"""Stand-in upstream charts and manifests: the outside shape of the real ones, generated from the facts in `upstream/`.

The same options give the same bytes, so that their digests can be pinned. Where a chart reads a value, the facts name its path:
`replicasFrom`, `resourcesFrom` (one per container), `initResourcesFrom`, `volumesFrom` and `enabledFrom`; `values` has upstream's defaults.
"""

import functools
import gzip
import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import argocd_chart, upstream_objects
from .crd_schemas import definition

UPSTREAM = Path(__file__).parent / "upstream"
EPOCH = 1767225600
"""Modification time of every packed file: 2026-01-01 UTC."""

STORAGE_KEYS = {"openbao": (".Values.server", "dataStorage"), "gitea": (".Values", "persistence")}
OPENBAO_REPLICAS = "{{ ((.Values.server).ha).replicas | default (ternary 3 1 (((.Values.server).ha).enabled | default false)) }}"
GITEA_SECRET = '{{ ((.Values.gitea).admin).existingSecret | default "gitea-admin-credentials" | quote }}'
HELPERS = """\
{{- /* What the lab's fake nodes do with a pod: own values first, then global ones, then what was baked in. */ -}}
{{- define "lab.annotations" -}}
{{- $given := dict -}}
{{- with coalesce (.Values.lab).readyAfter ((.Values.global).lab).readyAfter "READY" }}{{ $_ := set $given "lab/ready-after" . }}{{ end -}}
{{- with coalesce (.Values.lab).fail ((.Values.global).lab).fail "FAIL" }}{{ $_ := set $given "lab/fail" . }}{{ end -}}
{{- toJson $given -}}
{{- end -}}

{{- /* Pools as a MinIO Tenant has them, of pools as its chart's values have them. */ -}}
{{- define "lab.pools" -}}
{{- $pools := list -}}
{{- range .Values.tenant.pools -}}
{{- $claim := dict "accessModes" (list "ReadWriteOnce") "resources" (dict "requests" (dict "storage" .size)) -}}
{{- with .storageClassName }}{{ $_ := set $claim "storageClassName" . }}{{ end -}}
{{- $template := dict "metadata" (dict "name" "data") "spec" $claim -}}
{{- $pool := pick . "name" "servers" "volumesPerServer" "resources" "affinity" "securityContext" "containerSecurityContext" -}}
{{- $pools = append $pools (set $pool "volumeClaimTemplate" $template) -}}
{{- end -}}
{{- toJson $pools -}}
{{- end -}}
"""


@dataclass(frozen=True)
class Download:
    """One file as it lies upstream: where, and its bytes."""

    component: str
    url: str
    content: bytes
    chart: str = ""
    version: str = ""

    @property
    def sha256(self) -> str:
        """Digest in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


class StandIns:
    """The stand-ins of all upstream components.

    Args:
        ready_after: Component to duration such as `8s`; its pods become ready after that time.
        fail: Component to waiting reason such as `ImagePullBackOff`; its pods never become ready.
        webhooks: Whether charts bring their admission webhooks, behind which nothing answers.
        bulk: Whether CRDs are as large as the real ones, and Argo CD's the real ones, which only the lab has.
    """

    def __init__(
        self,
        *,
        ready_after: Mapping[str, str] | None = None,
        fail: Mapping[str, str] | None = None,
        webhooks: bool = False,
        bulk: bool = True,
    ) -> None:
        self._ready_after, self._fail, self._webhooks = dict(ready_after or {}), dict(fail or {}), webhooks
        self._bulk = bulk
        if unknown := {*self._ready_after, *self._fail} - {*components()}:
            raise KeyError(f"no upstream component called {', '.join(sorted(unknown))}")

    @functools.cached_property
    def downloads(self) -> dict[str, Download]:
        """Every chart and manifest, by component."""
        return {name: self.download(name) for name in components()}

    def download(self, component: str) -> Download:
        """Generate the chart (.tgz) or manifest (.yaml) of one component."""
        facts = read(component)
        if "manifest" in facts:
            return Download(component, facts["manifest"]["url"], self._manifest(facts).encode())
        chart = facts["chart"]
        return Download(component, chart["repo"], self._chart(facts), chart["name"], chart["version"])

    def _manifest(self, facts: dict[str, Any]) -> str:
        documents = [_compact(definition(crd, keep=False)) for crd in self._crds(facts)]
        for made in upstream_objects.objects(facts, webhooks=self._webhooks):
            documents.append(self._without_values(_block(made), facts["name"]))
        namespaces = [text for text in documents if "kind: Namespace\n" in text]
        return "---\n".join([*namespaces, *(text for text in documents if text not in namespaces)])

    def _without_values(self, text: str, component: str) -> str:
        given = {"lab/ready-after": self._ready_after.get(component), "lab/fail": self._fail.get(component)}
        return text.replace(f"'{upstream_objects.LAB}'", json.dumps({key: value for key, value in given.items() if value}))

    def _chart(self, facts: dict[str, Any]) -> bytes:
        component, chart = facts["name"], facts["chart"]
        metadata = {"apiVersion": "v2", "name": chart["name"], "version": chart["version"], "description": "Stand-in of the lab."}
        if chart.get("appVersion"):
            metadata["appVersion"] = chart["appVersion"]
        helpers = HELPERS.replace("READY", self._ready_after.get(component, "")).replace("FAIL", self._fail.get(component, ""))
        files = {"Chart.yaml": _block(metadata), "values.yaml": _block(facts.get("values", {})), "templates/_lab.tpl": helpers}
        files |= dict(self._definitions(facts))
        gates, kinds = upstream_objects.gates(facts), dict[str, list[str]]()
        for made in upstream_objects.objects(facts, webhooks=self._webhooks):
            text = _templated(_block(made), component)
            if gate := gates.get(made["metadata"]["name"]):
                text = f"{{{{- if {_at(gate)} }}}}\n{text}{{{{- end }}}}\n"
            kinds.setdefault(made["kind"].lower(), []).append(text)
        files |= {f"templates/{kind}.yaml": "---\n".join(texts) for kind, texts in kinds.items()}
        if component == "argocd":
            files |= argocd_chart.configuration(files, facts["values"])
        return _packed({f"{chart['name']}/{path}": text for path, text in files.items()})

    def _crds(self, facts: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = facts.get("crds", [])
        return found if self._bulk else [{**crd, "jsonBytes": 0} for crd in found]

    def _definitions(self, facts: dict[str, Any]) -> Iterable[tuple[str, str]]:
        if facts["name"] == "argocd" and self._bulk:
            yield from argocd_chart.definitions()
            return
        for crd in self._crds(facts):
            placement = crd.get("placement", facts["crdPlacement"])
            text = _compact(definition(crd, keep=crd.get("keep", False)))
            yield f"{'crds' if placement == 'crds-dir' else 'templates/crds'}/{crd['plural']}.{crd['group']}.yaml", text


@functools.cache
def components() -> tuple[str, ...]:
    """Return the names of all upstream components."""
    return tuple(sorted(path.stem for path in UPSTREAM.glob("*.yaml")))


def read(component: str) -> dict[str, Any]:
    """Return the facts about one component."""
    facts: dict[str, Any] = yaml.safe_load((UPSTREAM / f"{component}.yaml").read_text())
    return facts


def _compact(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, separators=(",", ":")) + "\n"


def _block(manifest: dict[str, Any]) -> str:
    return yaml.safe_dump(manifest, sort_keys=False, width=1_000_000)


def _at(path: str) -> str:
    """Template expression for what is given at a path below .Values; keys may have dashes."""
    return f"(index .Values {' '.join(json.dumps(key) for key in path.split('.'))})"


def _templated(text: str, component: str) -> str:
    """Replace the markers by what a chart reads from its values."""
    parent, storage = STORAGE_KEYS.get(component, (".Values", "persistence"))
    storage_class = f"(({parent}).{storage}).storageClass"
    text = text.replace(f"'{upstream_objects.LAB}'", '{{ include "lab.annotations" . }}')
    text = text.replace(f"'{upstream_objects.NAMESPACE}'", "{{ .Release.Namespace }}")
    text = text.replace(f"'{upstream_objects.REPLICAS}'", OPENBAO_REPLICAS)
    text = text.replace(f"'{upstream_objects.ADMIN_SECRET}'", GITEA_SECRET)
    text = text.replace(f"'{upstream_objects.POOLS}'", '{{ include "lab.pools" . }}')
    text = re.sub(r"'@value ([^@']+)@'", lambda found: f"{{{{ toJson {_at(found[1])} }}}}", text)
    text = re.sub(r"@text ([^@']+)@", lambda found: f"{{{{ {_at(found[1])} }}}}", text)
    text = re.sub(
        rf"^( *)storageClassName: '{upstream_objects.STORAGE_CLASS}'\n",
        rf"{{{{- with {storage_class} }}}}\n\1storageClassName: {{{{ . | quote }}}}\n{{{{- end }}}}\n",
        text,
        flags=re.MULTILINE,
    )
    return re.sub(r"'@storage-size (\w+)@'", rf'{{{{ (({parent}).{storage}).size | default "\1" | quote }}}}', text)


def _packed(files: Mapping[str, str]) -> bytes:
    """Pack a chart; nothing of this machine or moment gets in."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=6) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        # helm takes the first Chart.yaml it meets for the chart's own.
        for path in sorted(files, key=lambda name: (not name.endswith("/Chart.yaml"), name)):
            content = files[path].encode()
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime = len(content), EPOCH
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
