{{/*
Labels of every object of this chart.
Usage: {{ include "cluster-auth-config.labels" (dict "context" $) }}
*/}}
{{- define "cluster-auth-config.labels" -}}
app.kubernetes.io/name: cluster-auth-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}
