/** How wrk asks. */
export interface Load {
  readonly title: string;
  /** Each asks anew as soon as it has its answer. */
  readonly connections: number;
  readonly headers: readonly string[];
}

export const loads: readonly Load[] = [
  { title: 'one connection', connections: 1, headers: [] },
  { title: '32 connections', connections: 32, headers: [] },
  { title: '32 at once, each request a connection', connections: 32, headers: ['Connection: close'] },
];
