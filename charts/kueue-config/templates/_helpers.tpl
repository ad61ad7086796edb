{{/*
Labels of every object of this chart.
Usage: {{ include "kueue-config.labels" (dict "context" $) }}
*/}}
{{- define "kueue-config.labels" -}}
app.kubernetes.io/name: kueue-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}
