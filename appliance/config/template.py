"""The commented `appliance.toml` that a first start writes: every key, at its default."""

from __future__ import annotations

COMMENTED_SETTINGS = """\
# Settings of this box, read once at start. Every key is shown at its default; take the `#`
# away to change one. The environment wins over this file: APPLIANCE_WEB__PORT=8081.
# What changes while the appliance runs (greeting, hours, policies, users) is set in its pages.

[yard]
# name = "Riverside Equipment Rental"
# timezone = "America/Chicago"
# currency = "USD"
# locale = "en_US"

[web]
# host = "127.0.0.1"        # 0.0.0.0 opens the pages to the whole local network
# port = 8080
# socket = "/run/web.sock"  # default: run/web.sock in the data directory
# address = ""              # how other devices reach the pages, as "http://yard.local:8080";
                            # printed as QR codes. Empty: worked out from host and port
# requests_per_second = 50  # of one client, for as long as it likes
# burst = 300               # and at once, besides

[tls]
# enabled = false           # HTTPS for the yard's network; web.port then only leads there
# host = "0.0.0.0"
# port = 8443
# name = ""                 # the box's name, without .local; empty: its hostname
# announce = true           # answer to NAME.local (mDNS)

[sip]
# enabled = true
# host = "auto"             # auto: this box's address on the local network
# port = 5060
# front = "none"            # "kamailio": registrar and proxy on `port`, voice behind it
# inner_port = 5070
# rtp_first_port = 10000    # audio; two ports a call
# rtp_last_port = 10099
# max_calls = 8

[desk]
# enabled = true            # the counter's microphone and loudspeaker on this box
# input_device = ""         # part of the device's name; empty: the default device
# output_device = ""
# push_to_talk = true

[models]
# dir = "/srv/models"       # default: models/store beside the program
# transcriber = ""          # a model of `appliance models list`; empty: the recommended one
# language_model = ""
# voice = ""
# embedder = ""

[voice]
# threads = 0               # 0: one for each core

[recordings]
# enabled = true

[log]
# format = "text"           # "json": one object a line
# requests = false          # a line for each request of the pages

[registry]
# source = "local"          # "http": licenses, certificates and policies are confirmed by another
#                           # server on the local network besides; its token lies in the secret
#                           # file registry-token. No answer sends a booking to review.
# url = ""                  # such as "http://192.168.1.20:8090"
# deadline_s = 1.5          # for an answer, all tries together
# tries = 2
# max_age_s = 300           # how old an answer may be
# allow_public = false      # true: the server may have a public address
"""
