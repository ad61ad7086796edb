{{/*
Labels of every object of this chart.
Usage: {{ include "amd-gpu-operator-config.labels" (dict "context" $) }}
*/}}
{{- define "amd-gpu-operator-config.labels" -}}
app.kubernetes.io/name: amd-gpu-operator-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
Metrics that the exporter serves, as JSON {"are": [...]}.
Usage: {{ (include "amd-gpu-operator-config.fields" (dict "context" $) | fromJson).are }}
*/}}
{{- define "amd-gpu-operator-config.fields" -}}
{{- $are := .context.Values.metrics.fields -}}
{{- range $block := .context.Values.metrics.eccBlocks -}}
  {{- $are = concat $are (list (printf "GPU_ECC_CORRECT_%s" $block) (printf "GPU_ECC_UNCORRECT_%s" $block)) -}}
{{- end -}}
{{- dict "are" $are | toJson -}}
{{- end -}}
