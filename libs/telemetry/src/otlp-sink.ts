import type { Resource } from '@opentelemetry/resources';
import { readableOf } from './otel-span.ts';
import type { SpanSink } from './span-batches.ts';
import type { SpanRecord } from './span-record.ts';

/** The exporter tries again within this time; then the batch is lost, and the ring still has it. */
const timeoutMs = 5000;

interface Exporter {
  export(spans: readonly SpanRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Sends spans to a collector, as OTLP over HTTP with JSON. `endpoint` is without `/v1/traces`. */
export function createOtlpSink(endpoint: string): SpanSink {
  let exporter: Promise<Exporter> | undefined;
  return {
    name: 'otlp',
    async write(spans) {
      exporter ??= loadExporter(`${endpoint.replace(/\/+$/, '')}/v1/traces`);
      await (await exporter).export(spans);
    },
    async close() {
      await (await exporter)?.close();
    },
  };
}

/** Loaded with the first span that has somewhere to go: a process without a collector does not spend the memory. */
async function loadExporter(url: string): Promise<Exporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: timeoutMs });
  const resources = new Map<string, Resource>();
  const resourceOf = (service: string): Resource => {
    const resource = resources.get(service) ?? resourceFromAttributes({ 'service.name': service });
    resources.set(service, resource);
    return resource;
  };
  return {
    export(spans) {
      const readable = spans.map((span) => readableOf(span, resourceOf(span.service)));
      return new Promise((resolve, reject) => {
        exporter.export(readable, ({ error }) => (error === undefined ? resolve() : reject(error)));
      });
    },
    close: () => exporter.shutdown(),
  };
}
