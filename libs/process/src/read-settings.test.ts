import { expect, test } from 'vitest';
import { SettingsError } from './fields.ts';
import { loadSettings, parseSettings, requiredSection } from './read-settings.ts';
import type { Settings } from './settings.ts';

const bus = { url: 'nats://127.0.0.1:4222', credentials: { jwt: 'e30', seed: 'SU', inboxPrefix: '_INBOX.api' } };
const whole = {
  cluster: {
    id: '9d2f',
    domain: 'cluster.local',
    podRange: '10.244.0.0/16',
    serviceRange: '10.96.0.0/12',
    authorityFile: '/data/pki/ca.crt',
    apiUrl: 'https://127.0.0.1:6443',
  },
  logLevel: 'info',
  dataFolder: '/data/api',
  telemetry: { folder: '/data/spans', otlpEndpoint: 'http://127.0.0.1:4318' },
  store: { address: { socketPath: '/data/redis.sock' }, password: 'secret', sealingKeyFile: '/data/pki/sealing.key' },
  bus,
  api: { host: '0.0.0.0', port: 6443, certificateFile: '/data/pki/api.crt', keyFile: '/data/pki/api.key' },
  serviceAccounts: { issuer: 'https://kubernetes.default.svc', signingKeyFile: '/data/pki/sa.key' },
  node: { name: 'here', address: '10.0.0.2', dockerSocket: '/var/run/docker.sock' },
  joining: { busAuthorityFile: '/data/pki/bus-authority.json' },
  simulatedNodes: [{ name: 'simulated-0', bus }],
} satisfies Settings;

test('what was written is read back as it was', () => {
  expect(parseSettings(JSON.stringify(whole), 'here')).toEqual(whole);
});

test('sections a process does not need may be absent, and say so when asked for', () => {
  const { cluster, logLevel, dataFolder, telemetry } = whole;
  const settings = parseSettings(JSON.stringify({ cluster, logLevel, dataFolder, telemetry }), 'here');
  expect(settings).not.toHaveProperty('store');
  expect(() => requiredSection(settings, 'store')).toThrow(
    'Cannot start: settings must have a section store, got none',
  );
  expect(requiredSection(parseSettings(JSON.stringify(whole), 'here'), 'node').name).toBe('here');
});

test.each([
  [{ logLevel: 'loud' }, 'logLevel must be one of debug, info, warn, error, got "loud"'],
  [{ store: { ...whole.store, address: { url: 6379 } } }, 'store.address.url must be a non-empty string, got 6379'],
  [{ bus: { url: '' } }, 'bus.url must be a non-empty string, got ""'],
  [{ cluster: [] }, 'cluster must be an object, got []'],
  [{ simulatedNodes: [{ name: 7 }] }, 'simulatedNodes[0].name must be a non-empty string, got 7'],
  [{ simulatedNodes: 100 }, 'simulatedNodes must be a list, got 100'],
])('a wrong field is named by its path: %j', (change, message) => {
  expect(() => parseSettings(JSON.stringify({ ...whole, ...change }), 'api.json')).toThrow(
    new SettingsError(`Cannot read settings api.json: ${message}`),
  );
});

test('a file that is absent or no JSON is named', () => {
  expect(() => loadSettings('/nowhere/api.json')).toThrow(
    'Cannot read settings /nowhere/api.json: the file must be readable',
  );
  expect(() => parseSettings('{', 'api.json')).toThrow('Cannot read settings api.json: the file must hold JSON');
});
