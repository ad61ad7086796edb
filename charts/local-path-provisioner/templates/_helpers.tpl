{{/*
Labels of every object of this chart.
Usage: {{ include "local-path-provisioner.labels" (dict "context" $) }}
*/}}
{{- define "local-path-provisioner.labels" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
Labels that select the pods.
Usage: {{ include "local-path-provisioner.selector" (dict "context" $) }}
*/}}
{{- define "local-path-provisioner.selector" -}}
app.kubernetes.io/name: {{ .context.Chart.Name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}

{{/*
Content of the ConfigMap that the controller reads. Its scripts run as root on the node: only in the folder they are told.
Usage: {{ include "local-path-provisioner.config" (dict "context" $) }}
*/}}
{{- define "local-path-provisioner.config" -}}
{{- $values := .context.Values -}}
{{- $everywhere := dict "node" "DEFAULT_PATH_FOR_NON_LISTED_NODES" "paths" $values.paths -}}
config.json: |
  {{- dict "nodePathMap" (list $everywhere) | toPrettyJson | nindent 2 }}
setup: |
  #!/bin/sh
  set -eu
  # Writable for everybody: the user of the pod is not known, and fsGroup does not apply to such a volume.
  mkdir -m 0777 -p "$VOL_DIR"
teardown: |
  #!/bin/sh
  set -eu
  rm -rf "$VOL_DIR"
helperPod.yaml: |
  apiVersion: v1
  kind: Pod
  metadata:
    name: helper-pod
  spec:
    priorityClassName: system-node-critical
    automountServiceAccountToken: false
    tolerations:
      - {key: node.kubernetes.io/disk-pressure, operator: Exists, effect: NoSchedule}
    containers:
      - name: helper-pod
        image: {{ printf "%s:%s" $values.helperImage.repository $values.helperImage.tag | quote }}
        imagePullPolicy: IfNotPresent
        resources:
          requests: {cpu: 10m, memory: 16Mi}
          limits: {memory: 64Mi}
{{- end -}}
