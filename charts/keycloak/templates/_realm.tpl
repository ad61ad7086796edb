{{/*
The realm. Roles, scopes and clients that are missing here are those that Keycloak makes for every realm.
Usage: {{ include "keycloak.realm" . | fromYaml | toPrettyJson }}
*/}}
{{- define "keycloak.realm" -}}
realm: {{ .Values.realm.name | quote }}
enabled: true
sslRequired: external
registrationAllowed: false
registrationEmailAsUsername: true
loginWithEmailAllowed: true
duplicateEmailsAllowed: false
resetPasswordAllowed: true
bruteForceProtected: true
organizationsEnabled: true
accessTokenLifespan: 300
ssoSessionIdleTimeout: 1800
ssoSessionMaxLifespan: 36000
roles:
  realm:
    - {name: Platform Administrator}
    - {name: Super Administrator}
groups:
  - {name: argocd-users}
  - {name: gitea-users, attributes: {policy: [readwrite]}}
  - {name: minio-users, attributes: {policy: [readwrite]}}
defaultDefaultClientScopes: [profile, email, roles, web-origins, acr, basic, groups, policy]
defaultOptionalClientScopes: [offline_access, address, phone, microprofile-jwt, organization]
clientScopes:
  {{- .Files.Get "files/client-scopes.yaml" | nindent 2 }}
clients:
  {{- include "keycloak.clients" . | nindent 2 }}
users:
  - username: {{ printf "%s@%s" .Values.realm.firstUser .Values.global.domain | quote }}
    email: {{ printf "%s@%s" .Values.realm.firstUser .Values.global.domain | quote }}
    enabled: true
    emailVerified: true
    firstName: Dev Env
    lastName: User
    realmRoles: [{{ printf "default-roles-%s" .Values.realm.name | quote }}, Platform Administrator, Super Administrator]
    groups: [/argocd-users, /gitea-users, /minio-users]
    requiredActions: [UPDATE_PASSWORD]
    credentials:
      - {type: password, value: "${DEVUSER_INITIAL_PASSWORD}", temporary: true}
  - username: "service-account-${ADMIN_CLIENT_ID}"
    enabled: true
    serviceAccountClientId: "${ADMIN_CLIENT_ID}"
    realmRoles: [{{ printf "default-roles-%s" .Values.realm.name | quote }}]
    clientRoles: {realm-management: [realm-admin]}
{{- end -}}
