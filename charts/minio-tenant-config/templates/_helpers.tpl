{{/*
Labels of every object of this chart.
Usage: {{ include "minio-tenant-config.labels" (dict "context" $) }}
*/}}
{{- define "minio-tenant-config.labels" -}}
app.kubernetes.io/name: minio-tenant-config
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end -}}

{{/*
One entry of an ExternalSecret's data. Defaults are written out, or Argo CD would see drift.
Usage: {{ include "minio-tenant-config.entry" (dict "key" "API_ACCESS_KEY" "path" "minio-api-access-key") }}
*/}}
{{- define "minio-tenant-config.entry" -}}
- secretKey: {{ .key }}
  remoteRef:
    key: {{ .path }}
    property: value
    conversionStrategy: Default
    decodingStrategy: None
    metadataPolicy: None
{{- end -}}

{{/*
Pod that makes the accounts, for the Job and the CronJob.
Usage: {{ include "minio-tenant-config.pod" (dict "context" $) }}
*/}}
{{- define "minio-tenant-config.pod" -}}
metadata:
  labels:
    {{- include "minio-tenant-config.labels" . | nindent 4 }}
    app.kubernetes.io/component: users
spec:
  serviceAccountName: minio-users
  automountServiceAccountToken: false
  restartPolicy: OnFailure
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    seccompProfile: {type: RuntimeDefault}
  containers:
    - name: users
      image: {{ .context.Values.users.image | quote }}
      imagePullPolicy: IfNotPresent
      command: [/bin/bash, /scripts/users.sh]
      env:
        - name: MC_CONFIG_DIR
          value: /tmp/mc
        - name: STORE_URL
          value: {{ .context.Values.tenant.url | quote }}
        - name: API_POLICY
          value: {{ .context.Values.users.apiPolicy | quote }}
        - name: CONSOLE_POLICY
          value: {{ .context.Values.users.consolePolicy | quote }}
      envFrom:
        - secretRef: {name: default-user}
      resources:
        {{- toYaml .context.Values.users.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: scripts, mountPath: /scripts, readOnly: true}
        - {name: config, mountPath: /config, readOnly: true}
        - {name: tmp, mountPath: /tmp}
  volumes:
    - name: scripts
      configMap: {name: minio-users}
    - name: config
      secret: {secretName: {{ .context.Values.tenant.name }}-env-configuration, defaultMode: 0440}
    - name: tmp
      emptyDir: {medium: Memory, sizeLimit: 16Mi}
{{- end -}}
