{{/*
Labels that select the pods of cluster-auth.
Usage: {{ include "cluster-auth.selector" (dict "context" $) }}
*/}}
{{- define "cluster-auth.selector" -}}
app.kubernetes.io/name: cluster-auth
app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
{{- end -}}

{{/*
Labels of every object of this chart.
Usage: {{ include "cluster-auth.labels" (dict "context" $) }}
*/}}
{{- define "cluster-auth.labels" -}}
{{ include "cluster-auth.selector" . }}
app.kubernetes.io/part-of: cluster-forge
app.kubernetes.io/managed-by: {{ .context.Release.Service | quote }}
{{- end -}}

{{/*
Files of cluster-auth and of the proxy, as data of a ConfigMap. ${NAME} is replaced by cluster-auth from its environment.
Usage: {{ include "cluster-auth.files" . | nindent 2 }}
*/}}
{{- define "cluster-auth.files" -}}
config.yaml: |
  server:
    grpc: {address: ":50051", tls: {enabled: false}}
    rest: {enabled: true, address: ":8081"}
    health: {address: ":8080"}
  authentication:
    methods:
      - type: openbao
        name: openbao-default
        enabled: true
        openbao:
          # The proxy in this pod.
          address: http://127.0.0.1:8200
          token: {{ "${OPENBAO_TOKEN}" | quote }}
          cacheTTL: {{ .Values.cacheDuration | quote }}
    failureMode: deny
  apikey:
    enabled: true
    prefix: "${API_KEY_PREFIX}"
    adminTokens: {"${ADMIN_TOKEN}": default-client}
  authorization:
    enabled: true
    policyFile: /etc/cluster-auth/policies.yaml
    defaultAction: {{ .Values.authorization.defaultAction }}
  kubernetes: {enabled: true, inCluster: true, cacheDuration: {{ .Values.cacheDuration | quote }}}
  observability:
    logging: {level: info, format: json}
    metrics: {enabled: true, address: ":9090"}
    tracing: {enabled: false}
policies.yaml: |
  version: "1.0"
  policies:
    - name: allow-health
      description: Health checks need no key.
      priority: 100
      rules:
        - {effect: allow, paths: [/health, /healthz, /ready], methods: [GET], requireAuth: false}
    - name: admin-full-access
      description: Role admin may do everything.
      priority: 90
      rules:
        - {effect: allow, paths: ["/**"], methods: ["*"], roles: [admin], requireAuth: true}
    - name: httproute-group-based-access
      description: A route that names a group is open to keys of that group only.
      priority: 85
      rules:
        - effect: allow
          paths: ["/**"]
          methods: ["*"]
          requireAuth: true
          httpRoute:
            annotationMatch:
              - {key: cluster-auth/allowed-group, matchesUserGroup: true}
proxy.hcl: |
  vault {
    address = {{ .Values.vault.address | quote }}
  }

  auto_auth {
    method "kubernetes" {
      mount_path = {{ .Values.vault.mount | quote }}
      config = {
        role = {{ .Values.vault.role | quote }}
      }
    }
  }

  # Whatever token a request brings, the proxy's own is used.
  api_proxy {
    use_auto_auth_token = {{ "force" | quote }}
  }

  # Loopback only: whoever reaches it acts as cluster-auth.
  listener "tcp" {
    address     = "127.0.0.1:8200"
    tls_disable = true
  }
{{- end -}}
