// What the server counts, in the Prometheus text format.
import {Counter, Gauge, Histogram, Registry as Collector} from 'prom-client';

export class ServerMetrics {
  private readonly collector = new Collector();
  private readonly requests = new Counter({
    name: 'ingot_requests_total',
    help: 'Requests answered, by route and HTTP status.',
    labelNames: ['route', 'status'],
    registers: [this.collector],
  });
  private readonly duration = new Histogram({
    name: 'ingot_request_duration_seconds',
    help: 'From the first byte read to the answer, inference routes only.',
    labelNames: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.collector],
  });
  private readonly batchRows = new Histogram({
    name: 'ingot_batch_rows',
    help: 'Rows of each run of the model.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    registers: [this.collector],
  });
  private readonly batchRequests = new Histogram({
    name: 'ingot_batch_requests',
    help: 'Requests answered by each run of the model.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers: [this.collector],
  });

  /** @param sources - asked whenever the metrics are read */
  constructor(sources: {readonly queueLength: () => number; readonly readyWorkers: () => number}) {
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers: [this.collector],
        collect() {
          this.set(read());
        },
      });
    };
    gauge('ingot_queue_requests', 'Requests waiting for a worker.', sources.queueLength);
    gauge('ingot_workers_ready', 'Worker threads with a session.', sources.readyWorkers);
    gauge('ingot_memory_bytes', 'Resident memory of the process.', () => process.memoryUsage.rss());
  }

  get contentType(): string {
    return this.collector.contentType;
  }

  request(route: string, status: number, seconds: number): void {
    this.requests.inc({route, status: String(status)});
    if (route.endsWith('/infer') || route.endsWith('/predict')) this.duration.observe({route}, seconds);
  }

  batch({rows, requests}: {readonly rows: number; readonly requests: number}): void {
    this.batchRows.observe(rows);
    this.batchRequests.observe(requests);
  }

  text(): Promise<string> {
    return this.collector.metrics();
  }
}
