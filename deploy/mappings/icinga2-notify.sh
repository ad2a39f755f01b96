#!/bin/sh
# Tells Watchfloor of a notification of Icinga 2 (or Nagios). Everything comes in the environment, so that nothing of
# what a check prints can be taken for a command; jq writes it as JSON. Needs curl and jq.
#
#   WATCHFLOOR_URL     http://watchfloor.example:9095/api/v2/webhooks/generic/icinga2
#   NOTIFICATION_TYPE  HOST_NAME  STATE  and, as far as there are any:
#   SERVICE_NAME  OUTPUT  COMMENT  HOST_DISPLAY  HOST_ADDRESS  OBJECT_URL
set -eu
: "${WATCHFLOOR_URL:?}" "${NOTIFICATION_TYPE:?}" "${HOST_NAME:?}" "${STATE:?}"

jq -n '
  {
    type: env.NOTIFICATION_TYPE,
    host: env.HOST_NAME,
    service: env.SERVICE_NAME,
    state: env.STATE,
    output: env.OUTPUT,
    comment: env.COMMENT,
    host_display: env.HOST_DISPLAY,
    address: env.HOST_ADDRESS,
    url: env.OBJECT_URL
  } | with_entries(select(.value != null and .value != ""))' |
  curl --silent --show-error --fail --max-time 10 --retry 3 --retry-connrefused \
    --header 'content-type: application/json' --data-binary @- "$WATCHFLOOR_URL" > /dev/null
