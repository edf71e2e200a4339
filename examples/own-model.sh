#!/usr/bin/env bash
# A model of your own text, from two commands:
#
#     examples/own-model.sh my-model notes.txt --minutes 2
#
# The text is a paragraph a line, with a blank line between documents, plain or .xz; about 20 kB are the least. What follows
# the text goes to `new` (`npm run model -- new --help`). Then `npm start` serves it as "model": "my-model".
set -euo pipefail
if [ $# -lt 2 ]; then
  echo "usage: examples/own-model.sh NAME TEXT [options of new]" >&2
  exit 2
fi
name=$1
text=$(realpath "$2")
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Keeps some of the text back, measures this machine, writes a recipe, which is yours to change.
npm run --silent model -- new "$name" --text "$text" "$@"

# Trains, exports, proves, calibrates and writes models/$name. Cut off, the same command goes on where it stood.
npm run --silent model -- build "$name"
