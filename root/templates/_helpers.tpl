{{/*
Labels of every object of this chart.
Usage: {{ include "root.labels" (dict "context" $) }}
*/}}
{{- define "root.labels" -}}
app.kubernetes.io/part-of: cluster-forge
{{- end -}}

{{/*
Values with every string that contains a template rendered, as JSON {"is": <values>}. Each string is rendered by itself and
stays a string, so that nothing in a domain can change the type or the shape of what surrounds it.
Usage: {{ (include "root.rendered" (dict "values" $component.values "context" $) | fromJson).is }}
*/}}
{{- define "root.rendered" -}}
{{- $context := .context -}}
{{- $is := .values -}}
{{- if kindIs "map" .values -}}
  {{- $is = dict -}}
  {{- range $key, $value := .values -}}
    {{- $_ := set $is $key (include "root.rendered" (dict "values" $value "context" $context) | fromJson).is -}}
  {{- end -}}
{{- else if kindIs "slice" .values -}}
  {{- $is = list -}}
  {{- range $value := .values -}}
    {{- $is = append $is (include "root.rendered" (dict "values" $value "context" $context) | fromJson).is -}}
  {{- end -}}
{{- else if kindIs "string" .values -}}
  {{- if contains "{{" .values -}}
    {{- $is = tpl .values $context -}}
  {{- end -}}
{{- end -}}
{{- dict "is" $is | toJson -}}
{{- end -}}

{{/*
What a component's chart gets: global, then values, then the profile's, then overrides; the later wins. Overrides are what
an operator answered: data, never rendered.
Usage: {{ include "root.values" (dict "component" $component "context" $) }}
*/}}
{{- define "root.values" -}}
{{- $shared := dict "values" (.component.values | default dict) "context" .context -}}
{{- $sized := dict "values" (get (.component.profiles | default dict) .context.Values.profile | default dict) "context" .context -}}
{{- $values := dict "global" (deepCopy .context.Values.global) -}}
{{- $values = mergeOverwrite $values (include "root.rendered" $shared | fromJson).is -}}
{{- $values = mergeOverwrite $values (include "root.rendered" $sized | fromJson).is -}}
{{- $values = mergeOverwrite $values (deepCopy (.component.overrides | default dict)) -}}
{{- toYaml $values -}}
{{- end -}}

{{/*
Names of the enabled components that a component cannot become ready without, separated by commas.
Usage: {{ include "root.parents" (dict "component" $component "context" $) }}
*/}}
{{- define "root.parents" -}}
{{- $names := list -}}
{{- range $edge := .component.dependsOn -}}
  {{- $parent := get $.context.Values.components $edge.name -}}
  {{- if and (eq $edge.strength "hard") $parent.enabled -}}
    {{- $names = append $names $edge.name -}}
  {{- end -}}
{{- end -}}
{{- join "," $names -}}
{{- end -}}

{{/*
Namespaces that the project may deploy to: Argo CD's own, those of the enabled components, and those that they write to besides, sorted.
Usage: {{ include "root.namespaces" . | fromYamlArray }}
*/}}
{{- define "root.namespaces" -}}
{{- $names := list .Release.Namespace -}}
{{- range $component := .Values.components -}}
  {{- if $component.enabled -}}
    {{- $names = concat $names (list $component.namespace) ($component.namespaces | default list) -}}
  {{- end -}}
{{- end -}}
{{- $names | uniq | sortAlpha | toYaml -}}
{{- end -}}
