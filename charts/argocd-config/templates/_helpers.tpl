{{/*
Labels of every object of this chart.
Usage: {{ include "argocd-config.labels" (dict "context" $) }}
*/}}
{{- define "argocd-config.labels" -}}
app.kubernetes.io/name: argocd-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}
