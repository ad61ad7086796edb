{{/*
Labels of every object of this chart.
Usage: {{ include "kyverno-config.labels" (dict "context" $) }}
*/}}
{{- define "kyverno-config.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Expression for an annotation of the workload; empty, or the default, where the workload has none.
Usage: {{ include "kyverno-config.annotation" (dict "name" "user-pvc-size" "default" "") }}
*/}}
{{- define "kyverno-config.annotation" -}}
{{- printf "{{ request.object.metadata.annotations.\"pvc.silogen.ai/%s\" || '%s' }}" .name (.default | default "") -}}
{{- end -}}
