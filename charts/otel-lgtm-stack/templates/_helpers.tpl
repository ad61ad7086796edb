{{/*
What selects the pods of one part. It never changes.
Usage: {{ include "otel-lgtm-stack.selector" (dict "part" "lgtm" "context" $) }}
*/}}
{{- define "otel-lgtm-stack.selector" -}}
app.kubernetes.io/name: {{ .part }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}

{{/*
Labels of every object of one part.
Usage: {{ include "otel-lgtm-stack.labels" (dict "part" "lgtm" "context" $) }}
*/}}
{{- define "otel-lgtm-stack.labels" -}}
{{ include "otel-lgtm-stack.selector" . }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Security context of a container that needs nothing.
Usage: {{ include "otel-lgtm-stack.unprivileged" . }}
*/}}
{{- define "otel-lgtm-stack.unprivileged" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/*
Fields that all collectors have in common.
Usage: {{ include "otel-lgtm-stack.collector" (dict "account" "otel-collector-logs" "context" $) }}
*/}}
{{- define "otel-lgtm-stack.collector" -}}
image: {{ .context.Values.collectors.image | quote }}
imagePullPolicy: IfNotPresent
serviceAccount: {{ .account }}
podAnnotations:
  prometheus.io/scrape: "true"
  prometheus.io/port: "8888"
podSecurityContext:
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/*
Where collectors send everything to.
Usage: {{ include "otel-lgtm-stack.exporter" (dict "context" $) }}
*/}}
{{- define "otel-lgtm-stack.exporter" -}}
otlp:
  endpoint: lgtm-stack.{{ .context.Release.Namespace }}.svc:4317
  tls: {insecure: true}
{{- end -}}

{{/*
Processors that collectors of logs and events have in common. AIRM finds logs by component.id and workload.id.
Usage: {{ include "otel-lgtm-stack.kubernetes" (dict "context" $) }}
*/}}
{{- define "otel-lgtm-stack.kubernetes" -}}
memory_limiter: {check_interval: 5s, limit_percentage: 80, spike_limit_percentage: 25}
batch: {send_batch_size: 2000, timeout: 10s}
attributes:
  actions:
    - {action: insert, key: k8s_cluster_name, value: {{ .context.Values.clusterName | quote }}}
transform/workload:
  error_mode: ignore
  log_statements:
    - context: log
      statements:
        - set(attributes["component.id"], resource.attributes["component.id"]) where resource.attributes["component.id"] != nil
        - set(attributes["workload.id"], resource.attributes["workload.id"]) where resource.attributes["workload.id"] != nil
{{- end -}}

{{/*
What is asked of the API server about a pod.
Usage: {{ include "otel-lgtm-stack.attributes" . }}
*/}}
{{- define "otel-lgtm-stack.attributes" -}}
extract:
  metadata:
    - k8s.namespace.name
    - k8s.pod.name
    - k8s.pod.uid
    - k8s.pod.start_time
    - k8s.node.name
    - k8s.deployment.name
    - k8s.statefulset.name
    - k8s.daemonset.name
    - k8s.job.name
    - k8s.cronjob.name
  labels:
    - {from: pod, key: k8s-app, tag_name: service.name}
    - {from: pod, key: app.kubernetes.io/name, tag_name: service.name}
    - {from: pod, key: app.kubernetes.io/instance, tag_name: k8s.app.instance}
    - {from: pod, key: app.kubernetes.io/version, tag_name: service.version}
    - {from: pod, key: app.kubernetes.io/component, tag_name: k8s.app.component}
    - {from: pod, key: airm.silogen.ai/component-id, tag_name: component.id}
    - {from: pod, key: airm.silogen.ai/workload-id, tag_name: workload.id}
  annotations:
    - {from: pod, key: airm.silogen.ai/workload-id, tag_name: workload.id.annotation}
pod_association:
  - sources:
      - {from: resource_attribute, name: k8s.pod.uid}
  - sources:
      - {from: resource_attribute, name: k8s.namespace.name}
      - {from: resource_attribute, name: k8s.pod.name}
{{- end -}}

{{/*
Labels that every metric of a pod or endpoint gets.
Usage: {{ include "otel-lgtm-stack.relabelled" . }}
*/}}
{{- define "otel-lgtm-stack.relabelled" -}}
- {source_labels: [__meta_kubernetes_namespace], target_label: namespace}
- {source_labels: [__meta_kubernetes_pod_name], target_label: pod}
- {source_labels: [__meta_kubernetes_pod_node_name], target_label: node}
{{- end -}}

{{/*
Kinds that kube-state-metrics watches, by API group, and all of them together: what it is told and what it is allowed.
Usage: {{ include "otel-lgtm-stack.kinds" . | fromYaml }}
*/}}
{{- define "otel-lgtm-stack.kinds" -}}
{{- $groups := dict
  "" (list "namespaces" "nodes" "persistentvolumeclaims" "persistentvolumes" "pods" "replicationcontrollers" "resourcequotas" "services")
  "apps" (list "daemonsets" "deployments" "replicasets" "statefulsets")
  "autoscaling" (list "horizontalpodautoscalers")
  "batch" (list "cronjobs" "jobs")
  "networking.k8s.io" (list "ingresses")
  "policy" (list "poddisruptionbudgets")
  "storage.k8s.io" (list "storageclasses" "volumeattachments")
-}}
{{- $watched := list -}}
{{- range $kinds := values $groups -}}
  {{- $watched = concat $watched $kinds -}}
{{- end -}}
{{- dict "groups" $groups "watched" ($watched | sortAlpha) | toYaml -}}
{{- end -}}
