{{/*
Labels of every object of this chart.
Usage: {{ include "kyverno-policies-storage-local-path.labels" (dict "context" $) }}
*/}}
{{- define "kyverno-policies-storage-local-path.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}
