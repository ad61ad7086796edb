#!/bin/sh
# Makes Gitea's login source what the environment says: finds it by name, creates or updates it. Repeatable.
# It speaks to Gitea as a browser would: the API has no login sources, and what the command line adds needs a restart of Gitea.
# Credentials, cookies included, are read by curl from files: none is in an argument.
set -eu

page="$WORK/page"
headers="$WORK/headers"
jar="$WORK/jar"
cookies="$WORK/cookies"

# One request; keeps the cookies by itself, since curl drops Gitea's, which are for HTTPS, on the way through the cluster.
fetch() {
  curl --silent --show-error --fail --max-time 60 --header "@$cookies" --dump-header "$headers" --output "$page" "$@" || return 1
  tr -d '\r' < "$headers" | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p' >> "$jar"
  awk -F= '{ name = $1; value[name] = substr($0, length(name) + 2) }
    END { for (name in value) if (value[name] != "") text = text (text == "" ? "" : "; ") name "=" value[name]; print "Cookie: " text }' \
    "$jar" > "$cookies"
}

# The token of the form in the last page, into a file.
read_csrf() {
  sed -n 's/.*name="_csrf" value="\([^"]*\)".*/\1/p' "$page" | head -n 1 | tr -d '\n' > "$WORK/csrf"
  [ -s "$WORK/csrf" ]
}

log_in() {
  : > "$jar"
  : > "$cookies"
  fetch "$GITEA_URL/user/login" || return 1
  read_csrf || return 1
  answer="$(fetch --write-out '%{http_code}' --data-urlencode "_csrf@$WORK/csrf" \
    --data-urlencode "user_name@$ADMIN_DIR/username" --data-urlencode "password@$ADMIN_DIR/password" "$GITEA_URL/user/login")" || return 1
  # 200 is the form again.
  [ "$answer" = 303 ]
}

# Number of the source with our name; empty when there is none.
source_number() {
  fetch "$GITEA_URL/-/admin/auths" || return 1
  sed -n "s|.*/-/admin/auths/\([0-9][0-9]*\)\">$SOURCE_NAME</a>.*|\1|p" "$page" | head -n 1
}

# Prints 303 when Gitea took it; 200 is the form again, with a complaint.
save() {
  number="$(source_number)" || return 1
  fetch "$GITEA_URL/-/admin/auths/${number:-new}" || return 1
  read_csrf || return 1
  fetch --write-out '%{http_code}' \
    --data-urlencode "_csrf@$WORK/csrf" --data-urlencode "id=${number:-0}" \
    --data-urlencode "type=6" --data-urlencode "name=$SOURCE_NAME" --data-urlencode "is_active=on" \
    --data-urlencode "oauth2_provider=openidConnect" --data-urlencode "oauth2_key=$CLIENT_ID" \
    --data-urlencode "oauth2_secret@$CLIENT_DIR/GITEA_CLIENT_SECRET" \
    --data-urlencode "open_id_connect_auto_discovery_url=$DISCOVERY_URL" \
    --data-urlencode "oauth2_scopes=$SCOPES" --data-urlencode "oauth2_group_claim_name=$GROUP_CLAIM" \
    --data-urlencode "oauth2_group_team_map=$GROUP_TEAM_MAP" \
    "$GITEA_URL/-/admin/auths/${number:-new}"
}

# Whoever calls this asks for its result, so `set -e` does not hold in here.
try() {
  log_in || { echo "Gitea does not answer, or refuses its administrator"; return 1; }
  answer="$(save)" || { echo "Gitea does not show its login sources"; return 1; }
  if [ "$answer" != 303 ]; then
    sed -n '/ui negative message/,/<\/div>/p' "$page" | sed 's/<[^>]*>//g; s/^[[:space:]]*//; /^$/d' | head -n 3
    echo "Gitea does not take the login source: its pod must reach $DISCOVERY_URL"
    return 1
  fi
  [ -n "$(source_number)" ]
}

attempt=1
until try; do
  if [ "$attempt" -ge "$ATTEMPTS" ]; then
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep "$PAUSE_SECONDS"
done
echo "login source $SOURCE_NAME is in place"
