{{/*
Labels of every object of this chart.
Usage: {{ include "kaiwo-config.labels" (dict "name" "kaiwo-scheduler" "context" $) }}
*/}}
{{- define "kaiwo-config.labels" -}}
{{ include "kaiwo-config.selector" . }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
Labels that pods are selected by.
Usage: {{ include "kaiwo-config.selector" (dict "name" "kaiwo-scheduler" "context" $) }}
*/}}
{{- define "kaiwo-config.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
{{- end -}}

{{/*
Configuration of the scheduler.
Usage: {{ include "kaiwo-config.scheduler" (dict "context" $) }}
*/}}
{{- define "kaiwo-config.scheduler" -}}
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection:
  leaderElect: true
  resourceNamespace: {{ .context.Release.Namespace }}
  resourceName: kaiwo-scheduler
profiles:
  - schedulerName: kaiwo-scheduler
    pluginConfig:
      - name: NodeResourcesFit
        args:
          scoringStrategy:
            type: RequestedToCapacityRatio
            resources:
              {{- range $name, $weight := .context.Values.scheduler.gpuWeights }}
              - name: {{ $name | quote }}
                weight: {{ $weight }}
              {{- end }}
            # The fuller, the better.
            requestedToCapacityRatio:
              shape:
                - {utilization: 0, score: 0}
                - {utilization: 100, score: 10}
{{- end -}}
