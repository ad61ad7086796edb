{{/*
Labels of every object of this chart.
Usage: {{ include "openbao-config.labels" (dict "context" $) }}
*/}}
{{- define "openbao-config.labels" -}}
app.kubernetes.io/name: openbao-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}
