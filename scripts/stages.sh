# Sourced: run named stages one after another, go on after a failure, tell all at the end.
# The tests start our programs again and again, and every processor loads all tests: what is compiled once is kept.
unset PYTHONDONTWRITEBYTECODE
stage_names=()
stage_results=()
stage_seconds=()
stage_failed=0

stage() { # stage NAME COMMAND…
  local name=$1 began=$SECONDS result=ok
  shift
  printf '\n== %s\n' "$name"
  "$@" || { result=FAILED stage_failed=1; }
  stage_names+=("$name")
  stage_results+=("$result")
  stage_seconds+=($((SECONDS - began)))
}

not_run() { # not_run NAME REASON
  printf '\n== %s: not run (%s)\n' "$1" "$2"
  stage_names+=("$1")
  stage_results+=("not run: $2")
  stage_seconds+=(0)
}

tests() { # tests "FOLDER …" [PYTEST OPTIONS]: layers of the test suite, on several processors, each with its own servers
  local folders=() each
  for each in $1; do folders+=("tests/$each"); done
  stage "${TEST_TITLE:-${1// /, }}" .venv/bin/python -m pytest "${folders[@]}" -q --durations=12 \
    --numprocesses=auto --maxprocesses=4 --dist=loadscope --no-loadscope-reorder "${@:2}"
}

summary() {
  printf '\n== summary\n'
  local i
  for i in "${!stage_names[@]}"; do
    printf '%-42s %4d s  %s\n' "${stage_names[$i]}" "${stage_seconds[$i]}" "${stage_results[$i]}"
  done
  return "$stage_failed"
}
