// One `complete` line a flag and a word; fish matches them against the command typed so far.
import {defineShell, type CompletedCommand, type CompletedFlag} from './define.js';

export const fish = defineShell({
  name: 'fish',
  load: 'ingot completion fish | source',
  script: (commands) => `function __ingot_at
    set -l words (commandline -opc)[2..]
    set -l found
    for word in $words
        string match -q -- '-*' $word; and break
        contains -- (string join ' ' -- $found $word) $__ingot_commands; or break
        set -a found $word
    end
    test "$found" = "$argv"
end
set -g __ingot_commands ${commands.map(({name}) => quoted(name)).join(' ')}
complete -c ingot -e
${commands.flatMap(linesOf).join('\n')}
`,
});

function linesOf({name, children, flags, choices, isTopic}: CompletedCommand): string[] {
  const at = `complete -c ingot -n ${quoted(`__ingot_at ${name}`.trimEnd())}`;
  const words = [
    ...children.map((child) => `${at} -f -a ${quoted(child.name)} -d ${quoted(child.summary)}`),
    ...(choices.length > 0 ? [`${at} -f -a ${quoted(choices.join(' '))}`] : []),
    ...(isTopic ? [`${at} -f`] : []),
  ];
  return [...words, ...flags.map((flag) => `${at} ${flagWords(flag)}`)];
}

function flagWords({name, char, summary, value}: CompletedFlag): string {
  const spelled = `-l ${name}${char === undefined ? '' : ` -s ${char}`} -d ${quoted(summary)}`;
  if (value === 'none') return spelled;
  if (value === 'path') return `${spelled} -r -F`;
  return value === 'free' ? `${spelled} -x` : `${spelled} -x -a ${quoted(value.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
