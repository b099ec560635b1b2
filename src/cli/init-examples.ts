// The examples in the help of `ingot model init`; test/e2e/examples.test.ts runs them.
export const initExamples = [
  {
    description: 'Two hidden layers of 64 units',
    command: '<%= config.bin %> model init mlp --data train.arrow -o model.onnx --seed 42',
  },
  {
    description: 'A smaller one with dropout, and categories as learned vectors',
    command:
      '<%= config.bin %> model init mlp --data passengers.arrow --hidden 32,16 --activation gelu --dropout 0.1 --categories embedding -o model.onnx',
  },
  {
    description: 'A deeper one: residual blocks with batch normalization',
    command:
      '<%= config.bin %> model init mlp --data train.arrow --hidden 64,64,64 --residual --norm batch --activation silu -o deep.onnx',
  },
  {
    description: 'Layers composed one by one in a file',
    command:
      "echo 'layers: [{dense: 32}, {residual: [{norm: layer}, {dense: 32}, {activation: gelu}]}]' > net.yaml && <%= config.bin %> model init mlp --data train.arrow --spec net.yaml -o net.onnx",
  },
  {
    description: 'A linear model: no hidden layer',
    command: '<%= config.bin %> model init mlp --data train.arrow --hidden none -o linear.onnx',
  },
];
