{{/*
The clients, as a YAML list.
Usage: {{ include "keycloak.clients" . | nindent 2 }}
*/}}
{{- define "keycloak.clients" -}}
{{- $domain := .Values.global.domain -}}
{{- $airm := list (printf "https://airmapi.%s/*" $domain) (printf "https://airmui.%s/*" $domain) (printf "https://%s/*" $domain) -}}
{{- $policy := list "groups" "policy" -}}
{{- /* Direct grants: the account that airm-config switches on for itself logs in that way. */}}
- {{- include "keycloak.client" (dict "id" "354a0fa1-35ac-4a6d-9c4d-d661129c2cd0" "name" "AIRM UI Client" "as" "FRONTEND" "redirects" $airm "direct" true "scopes" (list "organization" "groups")) | nindent 2 }}
- {{- include "keycloak.client" (dict "id" "${ADMIN_CLIENT_ID}" "name" "AIRM Admin API Client" "as" "ADMIN" "service" true "scopes" (list)) | nindent 2 }}
- {{- include "keycloak.client" (dict "id" "k8s" "name" "Kubernetes API" "as" "K8S" "redirects" .Values.realm.kubernetesRedirects "scopes" $policy) | nindent 2 }}
  protocolMappers:
    - name: airm-role-to-group
      protocol: openid-connect
      protocolMapper: oidc-usermodel-realm-role-mapper
      config:
        claim.name: groups
        jsonType.label: String
        multivalued: "true"
        usermodel.realmRoleMapping.rolePrefix: "airm-role:"
        id.token.claim: "true"
        access.token.claim: "true"
        userinfo.token.claim: "true"
        introspection.token.claim: "true"
- {{- include "keycloak.client" (dict "id" "argocd" "name" "Argo CD" "as" "ARGOCD" "redirects" (list (printf "https://argocd.%s/auth/callback" $domain)) "scopes" $policy) | nindent 2 }}
  rootUrl: {{ printf "https://argocd.%s" $domain | quote }}
  baseUrl: /applications
- {{- include "keycloak.client" (dict "id" "minio" "name" "MinIO" "as" "MINIO" "redirects" (list (printf "https://minio.%s/*" $domain)) "scopes" $policy) | nindent 2 }}
- {{- include "keycloak.client" (dict "id" "gitea" "name" "Gitea" "as" "GITEA" "redirects" (list (printf "https://gitea.%s/*" $domain)) "scopes" $policy) | nindent 2 }}
- {{- include "keycloak.client" (dict "id" "ci-service-account" "name" "CI Service Account" "as" "CI" "service" true "scopes" (list "organization" "groups" "policy")) | nindent 2 }}
{{- end -}}

{{/*
One confidential client. With redirects people log in through it; with `service` it logs in by itself; `direct` takes passwords.
Usage: {{ include "keycloak.client" (dict "id" "a" "name" "A" "as" "A" "redirects" (list) "scopes" (list)) }}
*/}}
{{- define "keycloak.client" -}}
clientId: {{ .id | quote }}
name: {{ .name | quote }}
enabled: true
protocol: openid-connect
publicClient: false
clientAuthenticatorType: client-secret
secret: {{ printf "${%s_CLIENT_SECRET}" .as | quote }}
standardFlowEnabled: {{ gt (len (.redirects | default list)) 0 }}
implicitFlowEnabled: false
directAccessGrantsEnabled: {{ .direct | default false }}
serviceAccountsEnabled: {{ .service | default false }}
fullScopeAllowed: true
frontchannelLogout: true
redirectUris: {{ .redirects | default list | toJson }}
webOrigins: {{ ternary (list "+") list (gt (len (.redirects | default list)) 0) | toJson }}
attributes: {post.logout.redirect.uris: "+"}
defaultClientScopes: {{ concat (list "web-origins" "acr" "roles" "profile" "basic" "email") .scopes | toJson }}
optionalClientScopes: {{ without (list "address" "phone" "offline_access" "microprofile-jwt" "organization") (ternary "organization" "" (has "organization" .scopes)) | toJson }}
{{- end -}}
