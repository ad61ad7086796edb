{{/*
Labels of every object of this chart.
Usage: {{ include "kgateway-config.labels" (dict "context" $) }}
*/}}
{{- define "kgateway-config.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Label that only the proxies of this gateway carry.
Usage: {{ include "kgateway-config.proxy" . }}
*/}}
{{- define "kgateway-config.proxy" -}}
forge-tui.io/gateway: https
{{- end -}}

{{/*
TLS of a listener: the certificate of the domain ends here.
Usage: {{ include "kgateway-config.tls" . }}
*/}}
{{- define "kgateway-config.tls" -}}
mode: Terminate
certificateRefs:
  - group: ""
    kind: Secret
    name: {{ .Values.global.tls.secretName | quote }}
{{- end -}}
