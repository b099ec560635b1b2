// The examples in the help of `ingot train`; test/e2e/examples.test.ts runs them.
export const trainExamples = [
  {
    description: 'Train with early stopping on a validation file',
    command: '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/second',
  },
  {
    description: 'Five epochs of SGD with Nesterov momentum, down a cosine to a tenth of the learning rate',
    command:
      '<%= config.bin %> train model.onnx --data train.arrow --out runs/sgd --epochs 5 --optimizer sgd --momentum 0.9 --optimizer-option nesterov=1 --learning-rate 0.05 --schedule cosine --schedule-option floor=0.1 --warmup-steps 20',
  },
  {
    description: 'Halve the learning rate when the validation loss stays for three epochs',
    command:
      '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/plateau --optimizer nadam --schedule reduce-on-plateau --schedule-option factor=0.5 --schedule-option patience=2',
  },
  {
    description: 'Huber loss, until the mean absolute error on the validation rows falls no more',
    command:
      '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/huber --until-converged --loss huber --loss-option delta=0.5 --monitor mae',
  },
  {
    description: 'See the settings, where each is from, and where the columns enter the graph; nothing is made',
    command: '<%= config.bin %> train model.onnx --data train.arrow --out runs/plan --epochs 5 --dry-run',
  },
  {
    description: 'Begin with the weights of an earlier run',
    command: '<%= config.bin %> train model.onnx --data train.arrow --out runs/warm --init-from runs/first',
  },
  {
    description: 'Train adapters of rank 4 beside two weights; all else stays as it is',
    command:
      "<%= config.bin %> train model.onnx --data train.arrow --out runs/adapters --epochs 3 --lora 4 --lora-targets 'dense_*.weight'",
  },
  {
    description: 'Look for a learning rate before',
    command: '<%= config.bin %> train model.onnx --data train.arrow --find-learning-rate',
  },
  {description: 'Two seeds', command: '<%= config.bin %> train model.onnx --data train.arrow --out runs/s --seeds 2'},
  {description: 'Go on after an interruption', command: '<%= config.bin %> train --resume runs/first'},
  {
    description: 'Only the last layer, at a tenth of the rate for its bias',
    command:
      "<%= config.bin %> train model.onnx --data train.arrow --out runs/head --epochs 2 --train 'dense_1.*' --group '*.bias:learning-rate-factor=0.1'",
  },
  {
    description: 'Muon on batches of 4 x 32 rows; the exponential average of the weights is evaluated and kept',
    command:
      '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/muon --epochs 3 --optimizer muon --batch-size 32 --accumulate 4 --average ema --average-option decay=0.99',
  },
];
