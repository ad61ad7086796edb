{{/*
Labels of every object of this chart.
Usage: {{ include "metallb-config.labels" (dict "context" $) }}
*/}}
{{- define "metallb-config.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}
