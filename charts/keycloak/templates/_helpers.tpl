{{/*
Labels that select the pods of Keycloak.
Usage: {{ include "keycloak.selector" (dict "context" $) }}
*/}}
{{- define "keycloak.selector" -}}
app.kubernetes.io/name: keycloak
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
{{- end -}}

{{/*
Labels of every object of this chart.
Usage: {{ include "keycloak.labels" (dict "context" $) }}
*/}}
{{- define "keycloak.labels" -}}
{{ include "keycloak.selector" . }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
One ExternalSecret, defaults written out, or Argo CD would see drift. `keys` maps keys of the Secret to paths in the vault.
Usage: {{ include "keycloak.externalSecret" (dict "context" $ "name" "a" "type" "Opaque" "labels" (dict) "keys" (dict "key" "path")) }}
*/}}
{{- define "keycloak.externalSecret" -}}
apiVersion: external-secrets.io/v1beta1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  namespace: {{ .context.Release.Namespace }}
  labels:
    {{- include "keycloak.labels" . | nindent 4 }}
  annotations:
    # Before the database and Keycloak: both keep the credentials that they first started with.
    argocd.argoproj.io/sync-wave: "-1"
spec:
  refreshInterval: {{ .context.Values.refreshInterval | quote }}
  secretStoreRef:
    kind: ClusterSecretStore
    name: openbao-secret-store
  target:
    name: {{ .name }}
    creationPolicy: Owner
    deletionPolicy: Retain
    template:
      engineVersion: v2
      mergePolicy: Replace
      type: {{ .type }}
      {{- with .labels }}
      metadata:
        labels:
          {{- toYaml . | nindent 10 }}
      {{- end }}
  data:
    {{- range $key, $path := .keys }}
    - secretKey: {{ $key }}
      remoteRef:
        key: {{ $path }}
        property: value
        conversionStrategy: Default
        decodingStrategy: None
        metadataPolicy: None
    {{- end }}
{{- end -}}

{{/*
Variables that the realm file names as ${NAME}, and the key of Secret airm-realm-credentials with the same name, by path in the vault.
Usage: {{ include "keycloak.realmSecrets" . | fromYaml }}
*/}}
{{- define "keycloak.realmSecrets" -}}
ADMIN_CLIENT_ID: airm-keycloak-admin-client-id
ADMIN_CLIENT_SECRET: airm-keycloak-admin-client-secret
ARGOCD_CLIENT_SECRET: argocd-client-secret
CI_CLIENT_SECRET: airm-ci-client-secret
FRONTEND_CLIENT_SECRET: airm-ui-keycloak-secret
GITEA_CLIENT_SECRET: gitea-client-secret
K8S_CLIENT_SECRET: k8s-client-secret
MINIO_CLIENT_SECRET: minio-client-secret
{{- end -}}
