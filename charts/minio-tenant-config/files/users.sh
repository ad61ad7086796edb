# Makes the two accounts of the object store, or sets their keys again. Nothing secret is ever an argument of a program.
set -eu
. /config/config.env
export MC_HOST_store="http://$MINIO_ROOT_USER:$MINIO_ROOT_PASSWORD@${STORE_URL#http://}"

# The Tenant comes after this Job: it waits, and its deadline ends the wait.
until mc ready store --quiet >/dev/null 2>&1; do
  echo "waiting for $STORE_URL"
  sleep 5
done

# account ACCESS-KEY SECRET-KEY POLICY; adding one that exists sets its secret key.
account() {
  printf '%s\n%s\n' "$1" "$2" | mc admin user add store >/dev/null
  case "$(mc admin policy entities store --user "$1" --json)" in
    *"\"$3\""*) ;;
    *) mc admin policy attach store "$3" --user "$1" >/dev/null ;;
  esac
  echo "account $1 has policy $3"
}

account "$API_ACCESS_KEY" "$API_SECRET_KEY" "$API_POLICY"
account "$CONSOLE_ACCESS_KEY" "$CONSOLE_SECRET_KEY" "$CONSOLE_POLICY"
