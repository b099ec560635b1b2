import type {OpSample, SampleInput} from '../define.js';

/** Shapes every recurrent op is tried at. @param states - inputs after the first state (LSTM's c) */
export function recurrentSamples(
  gates: number,
  {states, outputs}: {readonly states: number; readonly outputs: number},
): readonly OpSample[] {
  const [hidden, width] = [3, 2];
  const inputs = (steps: number, batch: number, {directions = 1, hasBias = true, hasStates = false} = {}) => {
    const state: SampleInput = {shape: [directions, batch, hidden]};
    const weights = (size: number): SampleInput => ({shape: [directions, gates * hidden, size], low: -0.6, high: 0.6});
    const bias: SampleInput = {shape: [directions, 2 * gates * hidden], low: -0.6, high: 0.6};
    return [
      {shape: [steps, batch, width]},
      weights(width),
      weights(hidden),
      ...(hasBias || hasStates ? [hasBias ? bias : undefined] : []),
      ...(hasStates ? [undefined, ...Array.from({length: states}, () => state)] : []),
    ];
  };
  const attributes = {hidden_size: hidden};
  return [
    {inputs: inputs(3, 2), attributes, outputCount: outputs},
    {name: 'no bias', inputs: inputs(2, 2, {hasBias: false}), attributes, outputCount: 1},
    {name: 'initial states', inputs: inputs(2, 3, {hasStates: true}), attributes, outputCount: outputs},
    {
      name: 'backwards',
      inputs: inputs(3, 2, {hasStates: true}),
      attributes: {...attributes, direction: 'reverse'},
      outputCount: outputs,
    },
    {
      name: 'both ways',
      inputs: inputs(3, 2, {directions: 2, hasStates: true, hasBias: false}),
      attributes: {...attributes, direction: 'bidirectional'},
      outputCount: outputs,
    },
    {name: 'one step, batch 1', inputs: inputs(1, 1), attributes, outputCount: outputs},
  ];
}
