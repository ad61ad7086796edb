#!/bin/sh
# Unseals every replica that answers and is sealed. Keys are read by bao from files: none is in an argument.
set -eu

failed=0
number=0
while [ "$number" -lt "$REPLICAS" ]; do
  # shellcheck disable=SC2059  # The address is a format on purpose: %s is the number of the replica.
  BAO_ADDR="$(printf "$ADDRESS" "$number")"
  export BAO_ADDR
  number=$((number + 1))
  # 0 is open, 2 is sealed, anything else is no answer.
  state=0
  bao status > /dev/null 2>&1 || state=$?
  case "$state" in
    0) continue ;;
    2) ;;
    *) echo "$BAO_ADDR does not answer"; continue ;;
  esac
  for key in "$KEYS_DIR"/key_*; do
    if [ ! -e "$key" ]; then
      echo "$BAO_ADDR is sealed, and Secret openbao-keys holds no key: people must unseal it"
      failed=1
      break
    fi
    bao write -format=json sys/unseal "key=@$key" > /dev/null || { echo "$BAO_ADDR refuses ${key##*/}"; failed=1; break; }
  done
  bao status > /dev/null 2>&1 && echo "$BAO_ADDR is open" || echo "$BAO_ADDR is still sealed"
done
exit "$failed"
