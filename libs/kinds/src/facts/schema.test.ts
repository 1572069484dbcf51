import { describe, expect, it } from 'vitest';
import { schema } from '../schema.ts';
import { loadTypes } from './load.ts';
import { createSchema } from './schema.ts';

const core = 'io.k8s.api.core.v1';

function field(type: string, name: string) {
  return schema.type(`${core}.${type}`).fields.get(name);
}

describe('the schema', () => {
  it('knows how a strategic merge patch and server-side apply treat a list', () => {
    expect(field('PodSpec', 'containers')).toEqual({
      name: 'containers',
      shape: { type: 'list', items: { type: 'struct', of: `${core}.Container` } },
      required: true,
      pointer: false,
      omitEmpty: false,
      number: 2,
      patchStrategy: ['merge'],
      patchMergeKey: 'name',
      listType: 'map',
      listMapKeys: ['name'],
    });
  });

  it('knows defaults, enums and pointers', () => {
    expect(field('ContainerPort', 'protocol')).toMatchObject({ default: 'TCP', enum: ['SCTP', 'TCP', 'UDP'] });
    expect(field('PodSpec', 'terminationGracePeriodSeconds')).toMatchObject({ pointer: true, omitEmpty: true });
  });

  it('knows which struct arrives under a number of its own and stands inlined in JSON', () => {
    const volume = schema.type(`${core}.Volume`);

    expect(volume.inlined).toEqual(new Map([[2, `${core}.VolumeSource`]]));
    expect(volume.fields.get('emptyDir')).not.toHaveProperty('number');
  });

  it('knows the types of group versions that are no longer served', () => {
    expect(schema.object('apps/v1beta1', 'Deployment')?.name).toBe('io.k8s.api.apps.v1beta1.Deployment');
  });

  it('makes a type once', () => {
    expect(schema.type(`${core}.Pod`)).toBe(schema.type(`${core}.Pod`));
  });

  it('says which name it does not know', () => {
    expect(() => schema.type(`${core}.Pot`)).toThrow(`got ${core}.Pot`);
  });

  it('refers to no type that it does not have', () => {
    const encoded = loadTypes();
    const whole = createSchema(() => encoded);
    const names = Object.entries(encoded).flatMap(([home, { types }]) =>
      Object.keys(types).map((name) => `${home}.${name}`),
    );
    const mentioned = JSON.stringify(encoded).matchAll(/@([\w.-]+)/g);

    expect(names.length).toBeGreaterThan(1000);
    for (const name of new Set([...names, ...[...mentioned].map(([, name]) => name ?? '')])) {
      expect(whole.type(name).name).toBe(name);
    }
  });
});
