import { describe, expect, it } from 'vitest';
import { loadKinds } from './facts/load.ts';
import { apiVersionOf, createKinds } from './kinds.ts';
import { schema } from './schema.ts';

const kinds = createKinds({ facts: loadKinds(), schema, behaviours: { 'apps/Deployment': { generation: true } } });

describe('the kinds', () => {
  it('are those of the group versions that a default kube-apiserver serves, the core group first', () => {
    const groupVersions = [...new Set(kinds.all.map(apiVersionOf))];

    expect(groupVersions).toHaveLength(22);
    expect(groupVersions[0]).toBe('v1');
    expect(groupVersions.filter((groupVersion) => /alpha|beta/.test(groupVersion))).toEqual([]);
    expect(groupVersions.indexOf('autoscaling/v2')).toBeLessThan(groupVersions.indexOf('autoscaling/v1'));
  });

  it('are found by URL and by what objects say of themselves', () => {
    const byUrl = kinds.byResource('', 'v1', 'pods');

    expect(byUrl).toMatchObject({ kind: 'Pod', singular: 'pod', shortNames: ['po'], categories: ['all'] });
    expect(kinds.byKind('v1', 'Pod')).toBe(byUrl);
    expect(kinds.byKind('apps/v1beta1', 'Deployment')).toBeUndefined();
  });

  it('list their subresources with the kind that each takes', () => {
    expect(kinds.byKind('apps/v1', 'Deployment')?.subresources).toEqual([
      { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
      { name: 'status', group: 'apps', version: 'v1', kind: 'Deployment', verbs: ['get', 'patch', 'update'] },
    ]);
  });

  it('carry the behaviour that is registered for them', () => {
    expect(kinds.byKind('apps/v1', 'Deployment')?.behaviour.generation).toBe(true);
    expect(kinds.byKind('apps/v1', 'ReplicaSet')?.behaviour).toEqual({});
  });

  it('have types, down to the last field', () => {
    for (const kind of kinds.all) {
      expect(kind.type.fields.has('kind'), kind.type.name).toBe(true);
    }
  });
});

describe('message types', () => {
  it('include lists, and what every group has under its own name', () => {
    expect(kinds.message('apps/v1', 'DeploymentList')?.name).toBe('io.k8s.api.apps.v1.DeploymentList');
    expect(kinds.message('apps/v1', 'DeleteOptions')?.name).toBe('io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions');
  });

  it('do not include what is only a part of objects', () => {
    expect(kinds.message('v1', 'Container')).toBeUndefined();
  });
});
