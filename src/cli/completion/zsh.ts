// `_arguments` with the flags of the command typed so far; topics and commands by `_describe`.
import {defineShell, type CompletedCommand, type CompletedFlag} from './define.js';

export const zsh = defineShell({
  name: 'zsh',
  load: 'source <(ingot completion zsh)',
  script: (commands) => `#compdef ingot
_ingot() {
  local -a commands children
  commands=(${commands.map(({name}) => quoted(name)).join(' ')})
  local name="" candidate
  local -i index=2
  while ((index < CURRENT)); do
    candidate="\${name:+$name }\${words[index]}"
    ((\${commands[(Ie)$candidate]})) || break
    name="$candidate"
    index+=1
  done
  # The command becomes the first word, as _arguments expects it.
  words=("\${words[1]}" "\${(@)words[index,-1]}")
  ((CURRENT -= index - 2))
  case "$name" in
${commands.map(caseOf).join('\n')}
  esac
}
((\${+functions[compdef]})) || { autoload -Uz compinit && compinit; }
compdef _ingot ingot
`,
});

function caseOf({name, children, flags, choices, isTopic}: CompletedCommand): string {
  const lines: string[] = [];
  if (children.length > 0)
    lines.push(
      `      children=(${children.map((child) => quoted(`${child.name}:${child.summary}`)).join(' ')})`,
      "      _describe 'command' children",
    );
  const rest = choices.length > 0 ? `*:word:(${choices.join(' ')})` : '*:file:_files';
  if (!isTopic) lines.push(`      _arguments ${[...flags.flatMap(flagSpecs), rest].map(quoted).join(' \\\n        ')}`);
  return `    ${quoted(name)})\n${lines.join('\n')}\n      ;;`;
}

/** A flag as `_arguments` takes it; it may be repeated. `[`, `]` and `:` mean something there. */
function flagSpecs({name, char, summary, value}: CompletedFlag): string[] {
  const text = summary.replace(/[[\]:\\]/g, '\\$&');
  const action =
    value === 'none'
      ? ''
      : value === 'path'
        ? ':file:_files'
        : value === 'free'
          ? ':value: '
          : `:value:(${value.join(' ')})`;
  const long = `*--${name}${value === 'none' ? '' : '='}[${text}]${action}`;
  return char === undefined ? [long] : [long, `*-${char}[${text}]${action}`];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
