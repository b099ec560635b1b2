// Works in bash 3.2 and later. `=` splits words there, so `--to=csv` comes as three.
import {defineShell, spellings, type CompletedCommand} from './define.js';

export const bash = defineShell({
  name: 'bash',
  load: 'eval "$(ingot completion bash)"',
  script: (commands) => `_ingot_children() {
  case "$1" in
${cases(commands, ({name, children}) => [[`"${name}"`, children.map((child) => child.name)]])}
  esac
}
_ingot_flags() {
  case "$1" in
${cases(commands, ({name, flags}) => [[`"${name}"`, flags.map((flag) => `--${flag.name}`)]])}
  esac
}
_ingot_choices() {
  case "$1" in
${cases(commands, ({name, choices}) => [[`"${name}"`, choices]])}
  esac
}
_ingot_values() {
  case "$1" in
${cases(commands, ({name, flags}) =>
  flags.flatMap((flag): [string, readonly string[]][] =>
    typeof flag.value === 'string' ? [] : [[patternOf(name, spellings(flag)), flag.value]],
  ),
)}
  esac
}
# Says whether a value follows the flag: 0 a path or a choice, 1 something only the user knows, 2 nothing.
_ingot_takes() {
  case "$1" in
${takes(commands)}
  esac
  return 2
}
_ingot() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word words="" index
  if [ "$current" = "=" ]; then
    current=""
  elif [ "$previous" = "=" ]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index += 1)); do
    word="\${COMP_WORDS[index]}"
    case " $(_ingot_children "$command") " in
      *" $word "*) command="\${command:+$command }$word" ;;
      *) break ;;
    esac
  done
  COMPREPLY=()
  _ingot_takes "$command $previous"
  case $? in
    0) words="$(_ingot_values "$command $previous")" ;;
    1)
      compopt +o default +o bashdefault 2>/dev/null
      return
      ;;
    *)
      case "$current" in
        -*) words="$(_ingot_flags "$command")" ;;
        *) words="$(_ingot_children "$command")\${words:+ }$(_ingot_choices "$command")" ;;
      esac
      ;;
  esac
  # Nothing to choose from: bash completes paths by itself.
  [ -z "$words" ] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F _ingot ingot
`,
});

type Entry = readonly [pattern: string, words: readonly string[]];

function cases(
  commands: readonly CompletedCommand[],
  entriesOf: (command: CompletedCommand) => readonly Entry[],
): string {
  const lines = commands.flatMap(entriesOf).filter(([, words]) => words.length > 0);
  return [...lines.map(([pattern, words]) => `    ${pattern}) echo "${words.join(' ')}" ;;`), '    *) ;;'].join('\n');
}

function takes(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({name, flags}) =>
    flags
      .filter(({value}) => value !== 'none')
      .map((flag) => `    ${patternOf(name, spellings(flag))}) return ${flag.value === 'free' ? '1' : '0'} ;;`),
  );
  return [...lines, '    *) ;;'].join('\n');
}

function patternOf(command: string, words: readonly string[]): string {
  return words.map((word) => `"${command} ${word}"`).join(' | ');
}
