{{/*
Labels of every object of this chart.
Usage: {{ include "dns-config.labels" (dict "context" $) }}
*/}}
{{- define "dns-config.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Labels that select the pods.
Usage: {{ include "dns-config.selector" (dict "context" $) }}
*/}}
{{- define "dns-config.selector" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}

{{/*
Configuration of the name server. It knows the domain and nothing else; whatever it does not lead to the gateway is asked for
where the nodes ask, never at the cluster's own name server, which would ask here again.
Usage: {{ include "dns-config.corefile" (dict "context" $) }}
*/}}
{{- define "dns-config.corefile" -}}
{{- $values := .context.Values -}}
{{- $domain := $values.global.domain -}}
{{- if or (eq $domain $values.clusterDomain) (hasSuffix (printf ".%s" $values.clusterDomain) $domain) -}}
{{- fail (printf "global.domain %q lies in the cluster's own domain %q" $domain $values.clusterDomain) -}}
{{- end -}}
{{ $domain }}:53 {
    errors
    health :8080 {
        lameduck 5s
    }
    ready :8181
    prometheus :9153
    cache 30 {
        denial 1000 5
    }
    {{- range $label := $values.exclude }}
    rewrite stop name exact {{ $label }}.{{ $domain }}. {{ $label }}.{{ $domain }}.
    {{- end }}
    rewrite stop {
        name regex ^[^.]+\.{{ $domain | replace "." "\\." }}\.$ {{ $values.gateway.service }}.{{ $values.gateway.namespace }}.svc.{{ $values.clusterDomain }}.
        answer auto
    }
    kubernetes {{ $values.clusterDomain }} {
        namespaces {{ $values.gateway.namespace }}
        noendpoints
    }
    loop
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    loadbalance
}
{{- end -}}
