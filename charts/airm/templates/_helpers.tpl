{{/*
What the chosen version of AIRM consists of, as JSON: one entry of files/versions.yaml.
Usage: {{- $release := include "airm.release" . | fromJson }}
*/}}
{{- define "airm.release" -}}
{{- get (.Files.Get "files/versions.yaml" | fromYaml) .Values.version | toJson -}}
{{- end -}}

{{/*
Image of one of AIRM's own applications.
Usage: {{ include "airm.image" (dict "application" "api" "context" $) }}
*/}}
{{- define "airm.image" -}}
{{- $release := include "airm.release" .context | fromJson -}}
{{- $images := .context.Values.images -}}
{{- printf "%s/airm-%s:%s" ($images.registry | default $release.registry) .application ($images.tag | default $release.tag) -}}
{{- end -}}

{{/*
Labels that select the pods of a part; they never change.
Usage: {{ include "airm.selector" (dict "part" "api") }}
*/}}
{{- define "airm.selector" -}}
app: airm-{{ .part }}
{{- end -}}

{{/*
Labels of every object of this chart.
Usage: {{ include "airm.labels" (dict "part" "api" "context" $) }}
*/}}
{{- define "airm.labels" -}}
app.kubernetes.io/name: airm-{{ .part }}
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/version: {{ .context.Values.version | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
Name of a service within the cluster.
Usage: {{ include "airm.host" (dict "name" "airm-rabbitmq" "context" $) }}
*/}}
{{- define "airm.host" -}}
{{ .name }}.{{ .context.Release.Namespace }}.svc.cluster.local
{{- end -}}

{{/*
Storage class of a claim as a key and value, or nothing for the cluster's default class.
Usage: {{- include "airm.storageClass" (dict "key" "storageClass" "context" $) | nindent 4 }}
*/}}
{{- define "airm.storageClass" -}}
{{- with ((.context.Values.global).storageClasses).readWriteOnce -}}
{{ $.key }}: {{ . | quote }}
{{- end -}}
{{- end -}}

{{/*
What no container of this chart may do.
Usage: {{- include "airm.restricted" (dict "user" 1000) | nindent 12 }}
*/}}
{{- define "airm.restricted" -}}
allowPrivilegeEscalation: false
runAsNonRoot: true
runAsUser: {{ .user }}
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/*
An environment variable out of a Secret.
Usage: {{- include "airm.secretVariable" (dict "name" "DATABASE_USER" "secret" "airm-cnpg-user" "key" "username") | nindent 12 }}
*/}}
{{- define "airm.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: {{ .key }}{{ if .optional }}, optional: true{{ end }}}
{{- end -}}

{{/*
Init container that waits until services accept connections, ten minutes at most: after that the pod says so and starts again.
Usage: {{- include "airm.wait" (dict "for" (list "airm-rabbitmq:5672") "context" $) | nindent 8 }}
*/}}
{{- define "airm.wait" -}}
- name: wait-for-services
  image: {{ .context.Values.images.netcat | quote }}
  imagePullPolicy: IfNotPresent
  command: [sh, -ceu]
  args:
    - |
      for address in {{ join " " .for }}; do
        host=${address%:*}.{{ .context.Release.Namespace }}.svc.cluster.local port=${address#*:} tries=0
        until nc -z -w 5 "$host" "$port"; do
          tries=$((tries + 1))
          if [ "$tries" -ge 200 ]; then echo "no answer from $host:$port"; exit 1; fi
          sleep 3
        done
      done
  securityContext:
    {{- include "airm.restricted" (dict "user" 65534) | nindent 4 }}
    readOnlyRootFilesystem: true
  resources:
    requests: {cpu: 10m, memory: 16Mi}
    limits: {memory: 64Mi}
{{- end -}}

{{/*
ExternalSecret that reads keys out of the vault into a Secret. Defaults are written out, or Argo CD would see drift.
`data` is a list of [key of the Secret, path in the vault]; `template` may give type, metadata and data of the Secret.
Usage: {{- include "airm.externalSecret" (dict "name" "airm-cnpg-user" "data" (list (list "username" "airm-cnpg-user-username")) "context" $) }}
*/}}
{{- define "airm.externalSecret" -}}
apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  namespace: {{ .context.Release.Namespace }}
  labels:
    {{- include "airm.labels" (dict "part" "secrets" "context" .context) | nindent 4 }}
  annotations:
    # Before everything that reads it: a database keeps the password that it was made with.
    argocd.argoproj.io/sync-wave: "-5"
    {{- if .optional }}
    argocd.argoproj.io/ignore-healthcheck: "true"
    {{- end }}
spec:
  refreshInterval: {{ .context.Values.secretStore.refreshInterval | quote }}
  secretStoreRef:
    kind: ClusterSecretStore
    name: {{ .context.Values.secretStore.name | quote }}
  target:
    name: {{ .target | default .name }}
    creationPolicy: Owner
    deletionPolicy: Retain
    {{- with .template }}
    template:
      engineVersion: v2
      mergePolicy: Replace
      {{- toYaml . | nindent 6 }}
    {{- end }}
  data:
    {{- range .data }}
    - secretKey: {{ first . }}
      remoteRef:
        key: {{ last . }}
        property: value
        conversionStrategy: Default
        decodingStrategy: None
        metadataPolicy: None
    {{- end }}
{{- end -}}

{{/*
Address of the realm as browsers know it, which is also the issuer in every token of the realm.
Usage: {{ include "airm.issuer" . }}
*/}}
{{- define "airm.issuer" -}}
{{- $public := .Values.keycloak.publicUrl | default (printf "https://kc.%s" .Values.global.domain) -}}
{{- printf "%s/realms/%s" $public .Values.keycloak.realm -}}
{{- end -}}
