{{/*
Labels of every object of this chart.
Usage: {{ include "airm-config.labels" (dict "context" $) }}
*/}}
{{- define "airm-config.labels" -}}
app.kubernetes.io/name: airm-config
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
Pod that runs the scripts once; the Job and the CronJob have the same.
Usage: {{- include "airm-config.pod" . | nindent 6 }}
*/}}
{{- define "airm-config.pod" -}}
{{- $in := printf "%s.svc.cluster.local" .Release.Namespace -}}
serviceAccountName: airm-config
automountServiceAccountToken: true
enableServiceLinks: false
# The container starts again in its pod: one pod, whose log is that of the last attempt.
restartPolicy: OnFailure
# Time to switch its account off.
terminationGracePeriodSeconds: 60
securityContext: {runAsNonRoot: true, runAsUser: 65534, runAsGroup: 65534, fsGroup: 65534, seccompProfile: {type: RuntimeDefault}}
containers:
  - name: configure
    image: {{ .Values.image | quote }}
    imagePullPolicy: IfNotPresent
    command: [python3, -u, -B, /scripts/configure.py]
    env:
      - {name: ORGANISATION, value: {{ .Values.organisation | quote }}}
      - {name: CLUSTER, value: {{ .Values.cluster | quote }}}
      - {name: PROJECT, value: {{ .Values.project | quote }}}
      - {name: DOMAIN, value: {{ .Values.global.domain | quote }}}
      - {name: BASE_URL, value: {{ printf "https://workspaces.%s/" .Values.global.domain | quote }}}
      - {name: USER_EMAIL, value: {{ printf "%s@%s" .Values.user.name .Values.global.domain | quote }}}
      - {name: USER_FIRST_NAME, value: {{ .Values.user.firstName | quote }}}
      - {name: USER_LAST_NAME, value: {{ .Values.user.lastName | quote }}}
      - {name: JOB_EMAIL, value: {{ printf "%s@%s" .Values.jobAccount .Values.global.domain | quote }}}
      - {name: AIRM_URL, value: {{ printf "http://airm-api.%s" $in | quote }}}
      - {name: BROKER_URL, value: {{ printf "http://airm-rabbitmq.%s:15672/api" $in | quote }}}
      - {name: KEYCLOAK_URL, value: {{ .Values.services.keycloak | quote }}}
      - {name: KEYCLOAK_REALM, value: {{ .Values.services.realm | quote }}}
      - {name: KEYCLOAK_CLIENT_ID, value: {{ .Values.services.clientId | quote }}}
      - {name: BUCKET_URL, value: {{ .Values.services.objectStore | quote }}}
      - {name: KUBERNETES_URL, value: "https://kubernetes.default.svc"}
      - {name: SERVICE_ACCOUNT_FOLDER, value: /var/run/secrets/kubernetes.io/serviceaccount}
      - {name: NAMESPACE, value: {{ .Release.Namespace | quote }}}
      - {name: SECRET_MANIFEST, value: /scripts/minio-credentials.yaml}
      - {name: WAIT_SECONDS, value: {{ .Values.waitSeconds | quote }}}
      - {name: POLL_SECONDS, value: {{ .Values.pollSeconds | quote }}}
      {{- range list (list "USER_FIRST_SECRET" "airm-first-user" "password") (list "KEYCLOAK_CLIENT_SECRET" "airm-keycloak-ui-creds" "KEYCLOAK_SECRET") (list "KEYCLOAK_ADMIN_CLIENT_ID" "airm-keycloak-admin-client" "client-id") (list "KEYCLOAK_ADMIN_CLIENT_SECRET" "airm-keycloak-admin-client" "client-secret") (list "BROKER_USERNAME" "airm-rabbitmq-admin" "username") (list "BROKER_SECRET" "airm-rabbitmq-admin" "password") }}
      - name: {{ index . 0 }}
        valueFrom:
          secretKeyRef: {name: {{ index . 1 }}, key: {{ index . 2 }}}
      {{- end }}
    volumeMounts:
      - {name: scripts, mountPath: /scripts, readOnly: true}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
volumes:
  - name: scripts
    configMap: {name: airm-config-scripts, defaultMode: 0444}
{{- end -}}
