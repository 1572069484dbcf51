import { expect, test } from 'vitest';
import { textsOf } from '../../rules/texts.fixture.ts';
import { controllerRevisionBehaviour as behaviour } from './behaviour.ts';

const revision = (fields: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: { name: 'web-1' },
  revision: 1,
  data: { spec: {} },
  ...fields,
});

test('a revision holds an object and bears a number', () => {
  expect(behaviour.validateCreate?.(revision())).toEqual([]);
  expect(textsOf(behaviour.validateCreate?.(revision({ data: null })))).toEqual([
    'data: Required value: data is mandatory',
  ]);
  expect(textsOf(behaviour.validateCreate?.(revision({ data: [1] })))).toEqual([
    'data: Required value: data must be a valid JSON object',
  ]);
  expect(textsOf(behaviour.validate?.(revision({ revision: -1 })))).toEqual([
    'revision: Invalid value: -1: must be greater than or equal to 0',
  ]);
});

test('its number may change, what it holds may not', () => {
  expect(behaviour.validateUpdate?.(revision({ revision: 2 }), revision())).toEqual([]);
  expect(textsOf(behaviour.validateUpdate?.(revision({ data: {} }), revision()))).toEqual([
    'data: Invalid value: {}: field is immutable',
  ]);
});

test('it is listed with the object that it is a revision of', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: '1', controller: true };
  const owned = revision({ metadata: { name: 'web-1', ownerReferences: [owner] } });
  expect(behaviour.columns?.cells(owned, 0).slice(0, 3)).toEqual(['web-1', 'statefulset.apps/web', 1]);
  expect(behaviour.columns?.cells(revision(), 0)[1]).toBe('<none>');
});
