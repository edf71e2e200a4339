#!/usr/bin/env bash
# The API from a shell. AFTERWORD_URL says where the server is.
set -euo pipefail
url=${AFTERWORD_URL:-http://127.0.0.1:8787}
ask() { curl --fail-with-body --silent --show-error "$url$1" --data "$2"; echo; }

# A completion, as JSON. The same prompt gives the same completion.
ask /complete '{"prompt":"The history of the city","max_tokens":24}'

# The same, piece by piece, as server-sent events.
ask /complete '{"prompt":"The history of the city","max_tokens":8,"stream":true}'

# The three likeliest ends of the word, each with the probability that it is right.
ask /complete '{"prompt":"I would like to thank you for your supp","suggestions":3}'

# How likely each token of a text is: nothing is completed.
ask /v1/completions '{"prompt":"The history of the city","echo":true,"max_tokens":0,"logprobs":0}'

# The models that can be named as "model" in a request.
curl --fail-with-body --silent --show-error "$url/v1/models"; echo
