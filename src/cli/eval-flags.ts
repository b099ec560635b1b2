// What `eval` measures and against what.
import {Flags} from '@oclif/core';
import {decisionFlags} from './decision-flags.js';
import {adapterFlag, listFlag} from './flags.js';
import {formatFlag} from './report-format.js';

export const evalFlags = () => ({
  by: listFlag(
    'Measure each value of a column too, or each quarter of a numeric one; COL:N cuts numbers into N parts.',
    {
      helpValue: 'COL',
    },
  ),
  adapter: adapterFlag(),
  compare: Flags.string({summary: 'Another model or run, measured on the same rows.', helpValue: 'MODEL'}),
  weight: Flags.string({
    summary: 'Column that says how much each row counts (default: the one whose role is weight).',
    helpValue: 'COL',
  }),
  'row-weights': Flags.boolean({
    summary: 'Count rows by the column with role weight, where there is one.',
    default: true,
    allowNo: true,
  }),
  ...decisionFlags(),
  gate: Flags.string({
    summary: "A condition that must hold: 'accuracy>=0.9', 'recall[yes]>=0.8', 'rmse<=54000' (also > and <).",
    helpValue: 'CONDITION',
    multiple: true,
    multipleNonGreedy: true,
  }),
  format: formatFlag(),
});
