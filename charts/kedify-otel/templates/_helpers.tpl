{{/*
What selects the pods. It never changes.
Usage: {{ include "kedify-otel.selector" (dict "context" $) }}
*/}}
{{- define "kedify-otel.selector" -}}
app.kubernetes.io/name: kedify-otel
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}

{{/*
Labels of every object of this chart.
Usage: {{ include "kedify-otel.labels" (dict "context" $) }}
*/}}
{{- define "kedify-otel.labels" -}}
{{ include "kedify-otel.selector" . }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}
