{{/*
Labels of every object of this chart.
Usage: {{ include "gitea-config.labels" (dict "context" $) }}
*/}}
{{- define "gitea-config.labels" -}}
app.kubernetes.io/name: gitea-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
What the job does; its hash is in the job's name, so that a change makes a new job.
Usage: {{ include "gitea-config.podSpec" . }}
*/}}
{{- define "gitea-config.podSpec" -}}
serviceAccountName: gitea-config
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: OnFailure
securityContext:
  runAsNonRoot: true
  runAsUser: 100
  runAsGroup: 101
  fsGroup: 101
  seccompProfile: {type: RuntimeDefault}
containers:
  - name: login-source
    image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
    command: [/bin/sh, /scripts/login-source.sh]
    env:
      - {name: WORK, value: /work}
      - {name: ADMIN_DIR, value: /secrets/admin}
      - {name: CLIENT_DIR, value: /secrets/client}
      - {name: GITEA_URL, value: {{ .Values.gitea.url | quote }}}
      - {name: SOURCE_NAME, value: {{ .Values.login.name | quote }}}
      - {name: CLIENT_ID, value: {{ .Values.login.clientId | quote }}}
      - {name: DISCOVERY_URL, value: {{ .Values.login.discoveryUrl | quote }}}
      - {name: SCOPES, value: {{ .Values.login.scopes | quote }}}
      - {name: GROUP_CLAIM, value: {{ .Values.login.groupClaim | quote }}}
      - {name: GROUP_TEAM_MAP, value: {{ .Values.login.groupTeams | toJson | quote }}}
      - {name: ATTEMPTS, value: {{ .Values.job.attempts | quote }}}
      - {name: PAUSE_SECONDS, value: {{ .Values.job.pauseSeconds | quote }}}
    resources:
      {{- toYaml .Values.job.resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    volumeMounts:
      - {name: script, mountPath: /scripts, readOnly: true}
      - {name: admin, mountPath: /secrets/admin, readOnly: true}
      - {name: client, mountPath: /secrets/client, readOnly: true}
      - {name: work, mountPath: /work}
volumes:
  - name: script
    configMap: {name: gitea-config-script}
  - name: admin
    secret: {secretName: {{ .Values.gitea.adminSecret | quote }}, defaultMode: 0440}
  # Until External Secrets has made it, the pod waits.
  - name: client
    secret: {secretName: gitea-oidc-secret, defaultMode: 0440}
  # Cookies of an administrator: in memory only.
  - name: work
    emptyDir: {medium: Memory, sizeLimit: 16Mi}
{{- end -}}
