"""The part of the stand-in Argo CD chart that its real controller reads: the CRDs of its module and the passed-through configuration."""

import json
from collections.abc import Iterator

import yaml

from .build import asset

DEFAULTS = {
    "global": {"domain": "argocd.example.com"},
    "crds": {"install": True, "keep": True},
    "configs": {
        "cm": {
            "application.instanceLabelKey": "argocd.argoproj.io/instance",
            "application.sync.impersonation.enabled": False,
            "admin.enabled": True,
            "exec.enabled": False,
            "server.rbac.log.enforce.enable": False,
            "statusbadge.enabled": False,
            "timeout.hard.reconciliation": "0s",
            "timeout.reconciliation": "180s",
        },
        "params": {
            "application.namespaces": "",
            "controller.ignore.normalizer.jq.timeout": "1s",
            "controller.operation.processors": 10,
            "controller.repo.server.timeout.seconds": 60,
            "controller.self.heal.timeout.seconds": 5,
            "controller.status.processors": 20,
            "controller.sync.timeout.seconds": 0,
            "repo.server": "argocd-repo-server:8081",
            "redis.server": "argocd-redis:6379",
            "server.basehref": "/",
            "server.insecure": False,
        },
        "rbac": {"policy.csv": "", "policy.default": "", "policy.matchMode": "glob", "scopes": "[groups]"},
        "secret": {"createSecret": True, "extra": {}, "labels": {}, "annotations": {}},
    },
}

# The real chart leaves empty strings out of argocd-cm, but not out of the other two; true for all: a value becomes its text.
CONFIGURATION = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-cm
  namespace: {{ .Release.Namespace }}
  labels: {app.kubernetes.io/name: argocd-cm, app.kubernetes.io/part-of: argocd, app.kubernetes.io/component: server}
data:
  url: https://{{ .Values.global.domain }}
  {{- range $key, $value := omit .Values.configs.cm "create" "annotations" }}
  {{- with toString $value }}
  {{ $key }}: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
{{- range $name, $given := dict "argocd-cmd-params-cm" .Values.configs.params "argocd-rbac-cm" .Values.configs.rbac }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  namespace: {{ $.Release.Namespace }}
  labels: {app.kubernetes.io/name: {{ $name }}, app.kubernetes.io/part-of: argocd}
data:
  {{- range $key, $value := omit $given "create" "annotations" }}
  {{ $key }}: {{ toString $value | toYaml | nindent 4 }}
  {{- end }}
{{- end }}
{{- with .Values.configs.secret }}
{{- if .createSecret }}
---
apiVersion: v1
kind: Secret
metadata:
  name: argocd-secret
  namespace: {{ $.Release.Namespace }}
  labels:
    app.kubernetes.io/name: argocd-secret
    app.kubernetes.io/part-of: argocd
    {{- range $key, $value := .labels }}
    {{ $key }}: {{ $value | quote }}
    {{- end }}
  {{- with .annotations }}
  annotations: {{ toYaml . | nindent 4 }}
  {{- end }}
type: Opaque
{{- if or .githubSecret .giteaSecret .extra .argocdServerAdminPassword }}
data:
  {{- with .githubSecret }}
  webhook.github.secret: {{ . | b64enc }}
  {{- end }}
  {{- range $key, $value := .extra }}
  {{ $key }}: {{ tpl $value $ | b64enc }}
  {{- end }}
  {{- with .argocdServerAdminPassword }}
  admin.password: {{ . | b64enc }}
  admin.passwordMtime: {{ $.Values.configs.secret.argocdServerAdminPasswordMtime | default "2026-01-01T00:00:00Z" | b64enc }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}
"""
WRITTEN_HERE = ("argocd-cm", "argocd-cmd-params-cm", "argocd-rbac-cm", "argocd-secret")


def definitions() -> Iterator[tuple[str, str]]:
    """Yield Argo CD's own CRDs as template files."""
    for path in sorted(asset("argocd", "manifests/crds").glob("*-crd.yaml")):
        crd = yaml.safe_load(path.read_text())
        crd["metadata"].setdefault("annotations", {})["helm.sh/resource-policy"] = "keep"
        text = json.dumps(crd, separators=(",", ":")).replace("{{", '{{ "{{" }}')
        yield f"templates/crds/{path.name}", f"{{{{- if .Values.crds.install }}}}\n{text}\n{{{{- end }}}}\n"


def configuration(files: dict[str, str], values: dict[str, object]) -> dict[str, str]:
    """Return the chart's files that read values, and those generated ones that must not define the same objects."""
    changed = {"values.yaml": yaml.safe_dump(DEFAULTS | values), "templates/configuration.yaml": CONFIGURATION}
    for path in ("templates/configmap.yaml", "templates/secret.yaml"):
        documents = files[path].split("---\n")
        changed[path] = "---\n".join(text for text in documents if not any(f"\n  name: {name}\n" in text for name in WRITTEN_HERE))
    return changed
