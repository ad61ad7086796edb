{{/*
Labels of every object of this chart.
Usage: {{ include "cert-manager-config.labels" (dict "context" $) }}
*/}}
{{- define "cert-manager-config.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Names of the certificate, as a list: a wildcard where it can be had.
Usage: {{ include "cert-manager-config.names" (dict "context" $) }}
*/}}
{{- define "cert-manager-config.names" -}}
{{- $domain := .context.Values.global.domain -}}
- {{ $domain | quote }}
{{- if or (eq .context.Values.global.tls.mode "self-signed") (hasKey .context.Values.acme.solver "dns01") }}
- {{ printf "*.%s" $domain | quote }}
{{- else }}
{{- range $host := .context.Values.acme.hosts }}
- {{ printf "%s.%s" $host $domain | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
How the domain is proven to an ACME server: what was answered, or a route at the gateway.
Usage: {{ include "cert-manager-config.solver" (dict "context" $) }}
*/}}
{{- define "cert-manager-config.solver" -}}
{{- $gateway := .context.Values.gateway -}}
{{- $parent := dict "group" "gateway.networking.k8s.io" "kind" "Gateway" "sectionName" $gateway.httpListener -}}
{{- $_ := set $parent "name" $gateway.name -}}
{{- $_ := set $parent "namespace" $gateway.namespace -}}
{{- .context.Values.acme.solver | default (dict "http01" (dict "gatewayHTTPRoute" (dict "parentRefs" (list $parent)))) | toYaml -}}
{{- end -}}
