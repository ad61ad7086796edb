{{/*
Labels of every object of this chart.
Usage: {{ include "elasticsearch.labels" (dict "context" $) }}
*/}}
{{- define "elasticsearch.labels" -}}
app.kubernetes.io/name: elasticsearch
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}
