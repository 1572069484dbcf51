import type { Field, Schema, Shape, StructType } from '../schema/schema.ts';

type Facts = Partial<Omit<Field, 'name' | 'shape'>>;

const text: Shape = { type: 'string' };
const int32: Shape = { type: 'integer', format: 'int32' };

/** Types enough to show every shape and every patch fact, named as the real ones are. */
export const smallSchema: Schema = { type: typeOf };

const CORE = 'io.k8s.api.core.v1';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const types: ReadonlyMap<string, StructType> = new Map(
  [
    struct(`${CORE}.Pod`, {
      apiVersion: [text],
      kind: [text],
      metadata: [structShape(`${META}.ObjectMeta`)],
      spec: [structShape(`${CORE}.PodSpec`)],
    }),
    struct(`${META}.ObjectMeta`, {
      name: [text],
      labels: [{ type: 'map', values: text }],
      annotations: [{ type: 'map', values: text }],
      finalizers: [listOf(text), { patchStrategy: ['merge'] }],
      creationTimestamp: [{ type: 'string', format: 'date-time' }],
      managedFields: [listOf({ type: 'any' })],
    }),
    struct(`${CORE}.PodSpec`, {
      containers: [listOf(structShape(`${CORE}.Container`)), merging('name')],
      volumes: [
        listOf(structShape(`${CORE}.Volume`)),
        { patchStrategy: ['merge', 'retainKeys'], patchMergeKey: 'name' },
      ],
      tolerations: [listOf(structShape(`${CORE}.Toleration`))],
      nodeSelector: [{ type: 'map', values: text }, { mapType: 'atomic' }],
      strategy: [structShape(`${CORE}.Strategy`), { patchStrategy: ['retainKeys'] }],
      hostNetwork: [{ type: 'boolean' }],
      terminationGracePeriodSeconds: [{ type: 'integer', format: 'int64' }, { pointer: true }],
      overhead: [{ type: 'map', values: { type: 'string', format: 'quantity' } }],
      renewTime: [{ type: 'string', format: 'micro-time' }],
      secret: [{ type: 'string', format: 'byte' }],
      ratio: [{ type: 'number' }],
      extension: [{ type: 'any' }],
      grid: [listOf(listOf(text))],
      containersByName: [{ type: 'map', values: structShape(`${CORE}.Container`) }],
    }),
    struct(`${CORE}.Container`, {
      name: [text, { omitEmpty: false, required: true }],
      image: [text],
      args: [listOf(text)],
      env: [listOf(structShape(`${CORE}.EnvVar`)), merging('name')],
      ports: [listOf(structShape(`${CORE}.ContainerPort`)), merging('containerPort')],
      stdin: [{ type: 'boolean' }],
    }),
    struct(`${CORE}.EnvVar`, { name: [text, { omitEmpty: false }], value: [text] }),
    struct(`${CORE}.ContainerPort`, {
      name: [text],
      containerPort: [int32, { omitEmpty: false }],
      protocol: [text, { default: 'TCP' }],
      hostPort: [int32, { default: 0 }],
      target: [{ type: 'int-or-string' }],
      optional: [{ type: 'boolean' }, { pointer: true, default: false }],
    }),
    struct(`${CORE}.Volume`, {
      name: [text, { omitEmpty: false }],
      emptyDir: [structShape(`${CORE}.EmptyDir`), { pointer: true }],
      hostPath: [structShape(`${CORE}.HostPath`), { pointer: true }],
    }),
    struct(`${CORE}.EmptyDir`, { medium: [text] }),
    struct(`${CORE}.HostPath`, { path: [text] }),
    struct(`${CORE}.Toleration`, { key: [text], value: [text] }),
    struct(`${CORE}.Strategy`, { type: [text], rollingUpdate: [{ type: 'map', values: text }] }),
  ].map((type) => [type.name, type]),
);

export const podType = typeOf(`${CORE}.Pod`);

function typeOf(name: string): StructType {
  const type = types.get(name);
  if (type === undefined) throw new Error(`Cannot find a type: it must be one of this schema, got ${name}`);
  return type;
}

function struct(name: string, fields: Readonly<Record<string, readonly [Shape, Facts?]>>): StructType {
  const entries = Object.entries(fields).map(([field, [shape, facts = {}]]): [string, Field] => [
    field,
    { name: field, shape, required: false, pointer: false, omitEmpty: true, ...facts },
  ]);
  return { name, fields: new Map(entries), inlined: new Map() };
}

function structShape(of: string): Shape {
  return { type: 'struct', of };
}

function listOf(items: Shape): Shape {
  return { type: 'list', items };
}

function merging(patchMergeKey: string): Facts {
  return { patchStrategy: ['merge'], patchMergeKey };
}
